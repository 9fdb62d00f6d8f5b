"""What the site asks of every plugin, as tests that a plugin runs in its own CI."""

from .distribution import DistributionContract


class PluginContract(DistributionContract):
    """Derive a class `Test…` from this one in the plugin's tests and say which plugin it is.

    plugin      its name
    make_page   for a plugin with a type of activity: a new page of that type, neither saved nor placed
    act         does on a published page what completes it, as the plugin's own views do

    What the plugin does not bring is skipped, and the reason says so. The tests run with `prokadry.settings.testing`,
    extended by a settings module that turns the plugin on.
    """
