"""A mutation run: each bound of the evidence rules, made a little wrong, is noticed by a test."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.courses.domain.evidence.mutants import MUTANTS

ROOT = Path(__file__).resolve().parents[4]
EVIDENCE = ROOT / "courses" / "domain" / "evidence"
# The properties find these faults too, but take a hundred times as long.
SELECTION = Path(__file__).with_name("test_bounds.py")
FAILED = 1


def run_selection(folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run the selected tests on the evidence package in `folder`. It needs nothing else of the project."""
    return subprocess.run(
        [
            sys.executable, "-B", "-m", "pytest", "-x", "-q", "--noconftest", "--rootdir", str(ROOT),
            "-c", os.devnull, "--import-mode=importlib", "-p", "no:cacheprovider", str(SELECTION),
        ],
        cwd=folder, check=False, capture_output=True, text=True, timeout=60,
        env=os.environ | {
            "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "PYTEST_ADDOPTS": "",
        },
    )  # fmt: skip


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A folder whose `courses` package holds nothing but a copy of the evidence."""
    copy = tmp_path / "courses" / "domain" / "evidence"
    shutil.copytree(EVIDENCE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    for package in (copy.parent, copy.parent.parent):
        (package / "__init__.py").touch()
    return tmp_path


def test_the_selection_passes_on_what_is_not_mutated(copied: Path) -> None:
    result = run_selection(copied)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(("module", "before", "after"), MUTANTS)
def test_a_mutant_is_killed(copied: Path, module: str, before: str, after: str) -> None:
    path = copied / "courses" / "domain" / "evidence" / f"{module}.py"
    source = path.read_text()
    assert source.count(before) == 1, f"{before!r} does not stand exactly once in {module}.py any more"
    path.write_text(source.replace(before, after))
    result = run_selection(copied)
    assert result.returncode == FAILED, f"{after!r} in {module}.py survives:\n{result.stdout}{result.stderr}"
