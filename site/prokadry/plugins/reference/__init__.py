"""What plugins may rely on, read out of the sources: which names, of which shape, and what their docstrings say."""
