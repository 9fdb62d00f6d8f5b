"""What the sources of a plugin import of the product that is not promised to stay."""

import ast
from collections.abc import Iterator
from pathlib import Path

from .public import PUBLIC, public_names

OURS = ("prokadry", "courses", "tracks", "cms_pages")


def list_unlisted(folder: Path) -> list[str]:
    """Return `file:line: module.name` of every import under `folder` that the public names do not hold."""
    promised = {f"{module}.{name}" for module, name in public_names()} | set(PUBLIC)
    return [
        f"{path.relative_to(folder)}:{line}: {name}"
        for path in sorted(folder.rglob("*.py"))
        for line, name in _imports(ast.parse(path.read_text(encoding="utf-8")))
        if name.partition(".")[0] in OURS and name not in promised
    ]


def _imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, one.name) for one in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = (one.name for one in node.names)
            yield from ((node.lineno, f"{node.module}.{name}".removesuffix(".*")) for name in names)
