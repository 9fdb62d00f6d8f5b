"""`manage.py plugins new NAME`: a distribution that works, to be made into another one."""

from importlib.util import find_spec
from pathlib import Path

from django.apps import apps
from django.core.management.base import CommandError
from django.core.management.templates import TemplateCommand

from .discovery import EVERY, discover
from .registry import registries_with
from .table import is_name

TEMPLATE = Path(__file__).parent / "scaffold"
# The longest name that still fits a column with what the scaffold puts behind it.
NAME_MAX = 40


class _Copier(TemplateCommand):
    """Django's `startproject` with a template of ours: every file ends in `-tpl`, so that no tool takes it for code."""

    rewrite_template_suffixes = tuple(
        (f"{suffix}-tpl", suffix) for suffix in (".py", ".toml", ".md", ".po", ".html", ".gitignore")
    )

    def validate_name(self, name: str | None, name_or_dir: str = "name") -> None:
        """Leave it to `check_name`: the package is called otherwise than the plugin."""


def write_plugin(*, name: str, folder: Path) -> Path:
    """Write the distribution of a new plugin into `folder/prokadry-NAME` and return that.

    Raises CommandError, and writes nothing, for a name that cannot be used and a folder that exists.
    """
    check_name(name)
    target = folder / f"prokadry-{name.replace('_', '-')}"
    try:
        target.mkdir(parents=True)
    except FileExistsError:
        raise CommandError(f"{target} exists: choose another name or another folder.") from None
    except OSError as error:
        raise CommandError(f"{target} cannot be made: {error.strerror}.") from error
    _Copier().handle(
        "project", name, str(target), template=str(TEMPLATE), verbosity=0, files=[],
        # Templates of Django are copied as they are.
        extensions=["py", "toml", "md", "po"],
    )  # fmt: skip
    return target


def check_name(name: str) -> None:
    """Raise CommandError when a new plugin cannot be called so."""
    if not is_name(name) or name.startswith("_"):
        raise CommandError(
            f"{name!r} cannot be the name of a plugin: use lower-case letters, digits and underscores, a letter first."
        )
    if len(name) > NAME_MAX:
        raise CommandError(f"The name has {len(name)} characters, {NAME_MAX} at most are possible.")
    found = discover([EVERY])
    plugins = {plugin.name for plugin in found.loadable} | {failure.plugin for failure in found.failures}
    if name in plugins:
        raise CommandError(f"A plugin called {name!r} is installed already.")
    if apps.is_installed(name) or name in apps.app_configs:
        raise CommandError(f"{name!r} is the name of an app of this site.")
    if taken := registries_with(name):
        raise CommandError(f"{name!r} is the key of an entry of {', '.join(taken)}.")
    if find_spec(f"prokadry_{name}") is not None:
        raise CommandError(f"There is a Python package prokadry_{name} already.")
