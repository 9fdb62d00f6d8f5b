"""Installs the distribution beside the project, as pip would, and runs its tests there."""

import os
import subprocess
import sys
from pathlib import Path

from prokadry.plugins.testing import install_source

PROJECT = Path(__file__).parents[1]
ROOT = PROJECT.parents[1]


def test_the_plugin_passes_its_tests_where_it_is_installed(tmp_path: Path) -> None:
    folder = install_source(PROJECT, tmp_path / "site-packages")
    paths = [str(ROOT / "site"), str(ROOT), str(folder)]
    env = os.environ | {"PYTHONPATH": os.pathsep.join(paths), "PROKADRY_PLUGINS": "venue_qr"}
    command = [sys.executable, "-m", "pytest", "-q", "-n0", str(PROJECT / "tests")]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert "passed" in done.stdout
