"""The development settings for sites that are broken on purpose.

Half a minute of watching is played in a fraction of a second, so the buffer is written as much more often: still
less than a ping of each viewer waits in memory. That memory is small, so that it can be filled.
"""

import os

from prokadry.settings.dev import *  # noqa: F403 - settings modules extend one another by design
from prokadry.settings.testing import PASSWORD_HASHERS, SECRET_KEY  # noqa: F401 - a test signs tokens itself

EVIDENCE_FLUSH_S = EVIDENCE_FOLD_S = 0.1
if os.environ["EMBEDDED"] == "1":
    EVIDENCE_STORE = "tests.courses.faults.small.SmallStore"
