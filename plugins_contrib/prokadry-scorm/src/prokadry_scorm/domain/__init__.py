"""What the plugin does, apart from how it is asked."""
