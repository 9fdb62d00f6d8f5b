"""What the site asks of every plugin, as tests that a plugin runs in its own CI."""

from .activities import ActivityContract
from .distribution import DistributionContract
from .people import PeopleContract
from .queries import QueriesContract
from .removal import RemovalContract
from .safety import SafetyContract
from .seams import SeamsContract
from .season import SeasonContract


class PluginContract(
    DistributionContract,
    ActivityContract,
    QueriesContract,
    SeamsContract,
    SeasonContract,
    SafetyContract,
    PeopleContract,
    RemovalContract,
):
    """Derive a class `Test…` from this one in the plugin's tests and say which plugin it is.

    plugin      its name
    make_page   for a plugin with a type of activity: a new page of that type, neither saved nor placed
    act         does on a published page what completes it, as the plugin's own views do

    What the plugin does not bring is skipped, and the reason says so. The tests run with `prokadry.settings.testing`,
    extended by a settings module that turns the plugin on.
    """
