"""Settings of a measured server: the product's own and quiet, with the addresses of the bench."""

from prokadry.settings.dev import *  # noqa: F403 - settings modules extend one another by design
from prokadry.settings.dev import ROOT_URLCONF as PRODUCT_URLCONF

DEBUG = False
BENCH_PRODUCT_URLCONF = PRODUCT_URLCONF
ROOT_URLCONF = "tests.bench.urls"
LOGGING = {"version": 1, "disable_existing_loggers": False, "root": {"level": "ERROR"}}
