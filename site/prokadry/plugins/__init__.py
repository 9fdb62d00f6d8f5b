"""The plugin kernel: what a plugin's author imports."""

from .config import PluginConfig
from .discovery import PLUGIN_API_VERSION

__all__ = ["PLUGIN_API_VERSION", "PluginConfig"]
