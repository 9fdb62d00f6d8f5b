"""For the tests of plugins: a source tree installed as pip would, and the contract every plugin keeps.

`prokadry.plugins.testing.contract` holds the contract and `.programme` what it is tested in. They know the layers above
this one, so they are imported by tests only, once Django is set up.
"""

from .sources import install_source, turn_on_source

__all__ = ["install_source", "turn_on_source"]
