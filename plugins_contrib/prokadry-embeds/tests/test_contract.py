"""What the site asks of every plugin."""

from prokadry.plugins.testing.contract import PluginContract


class TestContract(PluginContract):
    plugin = "embeds"
