"""The project's test settings, with this plugin installed from its sources and turned on."""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

from prokadry.plugins.testing import install_source

FOLDER = Path(tempfile.mkdtemp(prefix="prokadry-venue-qr-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
sys.path.insert(0, str(install_source(Path(__file__).parents[1], FOLDER)))
os.environ["PROKADRY_PLUGINS"] = "venue_qr"

from prokadry.settings.testing import *  # noqa: E402, F403 - settings find the plugin when they are read
