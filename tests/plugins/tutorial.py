"""The tutorial of docs/plugins.md, done as it says: its files written, its commands run in a site of their own."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from tests.servers import ROOT

DOCUMENT = ROOT / "docs" / "plugins.md"
STEP = re.compile(r"^### (\d+)\. .*$", re.MULTILINE)
# `file` on a line of its own, before a block; a second block of changes belongs to the same file.
BLOCK = re.compile(
    r"(?:^`(?P<file>[^`\n]+)`(?P<added>, added at the end)?\n)?^```(?P<kind>\w+)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    """A fenced block: commands (`sh`), changes (`diff`) or a whole file, or what is added to the end of one."""

    kind: str
    text: str
    file: str = ""
    is_added: bool = False


def read_steps() -> dict[int, list[Block]]:
    """Return the blocks of the tutorial by the number of their step. Raises ValueError for one it cannot place."""
    text = DOCUMENT.read_text(encoding="utf-8").partition("\n## How it works\n")[0]
    parts = STEP.split(text)[1:]
    return {int(number): list(_blocks(part)) for number, part in zip(parts[::2], parts[1::2], strict=True)}


def _blocks(text: str) -> Iterator[Block]:
    file = ""
    for found in BLOCK.finditer(text):
        kind, file = found["kind"], found["file"] or (file if found["kind"] == "diff" else "")
        if kind != "sh" and not file:
            raise ValueError(f"no file is named before this block:\n{found['text']}")
        yield Block(kind, found["text"], "" if kind == "sh" else file, bool(found["added"]))


class Terminal:
    """The second terminal of the tutorial: a folder that looks like the repository, and what was exported so far."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.project = folder / "prokadry"
        self.plugin = folder / "prokadry-essay"
        self._exports = ""
        self._environment = os.environ | {
            "PIP_NO_INDEX": "1",
            "PIP_NO_DEPS": "1",
            "PIP_NO_BUILD_ISOLATION": "0",
        }
        self._environment |= {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_CACHE_DIR": "1"} | environment
        for name in ("PYTHONPATH", "DJANGO_SETTINGS_MODULE", "PROKADRY_PLUGINS"):
            self._environment.pop(name, None)
        self.project.mkdir()
        for entry in ROOT.iterdir():
            if entry.name not in {".venv", ".git", "var"}:
                (self.project / entry.name).symlink_to(entry)
        make_environment(self.project / ".venv")

    def run(self, commands: str, **environment: str) -> str:
        """Run commands in the folder of the site and return what they print. Raises AssertionError when one fails."""
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", f"{self._exports}\n{commands}"],
            cwd=self.project, env=self._environment | environment, check=False, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, f"{commands}\n{done.stdout}\n{done.stderr}"
        self._exports += "".join(
            f"{line}\n" for line in commands.splitlines() if re.match("export |unset ", line)
        )
        return done.stdout

    def do(self, block: Block, **environment: str) -> str:
        """Do what a block says."""
        if block.kind == "sh":
            return self.run(block.text, **environment)
        path = self.plugin / block.file
        if block.kind == "diff":
            path.write_text(changed(path.read_text(encoding="utf-8"), block.text), encoding="utf-8")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            before = path.read_text(encoding="utf-8") if block.is_added else ""
            path.write_text(before + block.text, encoding="utf-8")
        return ""


def make_environment(folder: Path) -> None:
    """Make a virtual environment that has all packages of the present one, and takes new ones for itself."""
    venv.create(folder, with_pip=False, symlinks=True)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    packages = folder / "lib" / version / "site-packages"
    (packages / "present.pth").write_text(sysconfig.get_path("purelib") + "\n")
    # Before version 70 setuptools needed another package to build wheels, and pip would have to download it.
    if not (find_spec("setuptools.command.bdist_wheel") or find_spec("wheel")):
        (packages / "setuptools").mkdir()
        (packages / "setuptools" / "__init__.py").touch()
        shutil.copy(Path(__file__).with_name("plain_build.py"), packages / "setuptools" / "build_meta.py")


def changed(text: str, change: str) -> str:
    """Return a text with a change made to it, at the only place where it fits. Raises AssertionError."""
    lines = change.splitlines()
    before = "".join(f"{line[1:]}\n" for line in lines if line[:1] != "+")
    after = "".join(f"{line[1:]}\n" for line in lines if line[:1] != "-")
    assert text.count(before) == 1, f"fits {text.count(before)} times:\n{change}"
    return text.replace(before, after)
