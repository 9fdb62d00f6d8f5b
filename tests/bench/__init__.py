"""`make bench`: figures beside the floor measured in the same run. Nothing here passes or fails."""
