"""The project's test settings, with this plugin installed from its sources and turned on."""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

from prokadry.plugins.testing import install_source

FOLDER = Path(tempfile.mkdtemp(prefix="prokadry-scorm-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
sys.path.insert(0, str(install_source(Path(__file__).parents[1], FOLDER)))
os.environ["PROKADRY_PLUGINS"] = "scorm"

from prokadry.settings.testing import *  # noqa: E402, F403 - settings find the plugin when they are read

# Where the journey's server finds what `collectstatic` puts there.
STATIC_ROOT = str(FOLDER / "static")
(FOLDER / "static").mkdir()
VIDEO_ROOT = FOLDER / "video"
# In a file, as it is in use: what a frame loads and what its page reports come at the same time.
DATABASES["default"]["TEST"] = {"NAME": FOLDER / "test.sqlite3"}  # noqa: F405 - of the settings it extends
