"""What the plugin does: passes that are shown, and the door at which they are read."""
