"""Settings of a measured server: the product's own, quiet, with a counter of database statements.

BENCH_BARE=1 takes every middleware away: what is left is the empty view that pings are compared with.
"""

import os

from prokadry.settings.dev import *  # noqa: F403 - settings modules extend one another by design
from prokadry.settings.dev import ROOT_URLCONF as PRODUCT_URLCONF

DEBUG = False
BENCH_PRODUCT_URLCONF = PRODUCT_URLCONF
ROOT_URLCONF = "tests.bench.urls"
if os.environ.get("BENCH_BARE") == "1":
    MIDDLEWARE = []
LOGGING = {"version": 1, "disable_existing_loggers": False, "root": {"level": "ERROR"}}
