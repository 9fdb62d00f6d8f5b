"""Reads what the sources say of a class, a function or a name of a module: signatures as written, and docstrings."""

import ast
import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import pairwise
from textwrap import dedent

# «key  what it is» in a docstring, with more of it on deeper lines below.
_TERM = re.compile(r"(\w[\w(), ]*?) {2,}(\S.*)")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Doc:
    """A docstring: paragraphs on one line each, and between them what it says of single names."""

    blocks: tuple[str | Mapping[str, str], ...]

    @property
    def text(self) -> str:
        """The paragraphs, as one."""
        return " ".join(block for block in self.blocks if isinstance(block, str))

    @property
    def terms(self) -> dict[str, str]:
        """What is said of single names, by name."""
        return {
            name: text for block in self.blocks if not isinstance(block, str) for name, text in block.items()
        }


@dataclass(frozen=True)
class Attribute:
    """A field of a class; `annotation` and `default` as the source writes them, "" where there is none."""

    name: str
    annotation: str
    default: str


@dataclass(frozen=True)
class Signature:
    """A function or method without its `self`; `parameters` as the source writes them, with `*` and `/`."""

    name: str
    parameters: tuple[str, ...]
    returns: str
    doc: Doc
    is_property: bool = False

    @property
    def text(self) -> str:
        """The whole on one line."""
        return f"{self.name}({', '.join(self.parameters)}) -> {self.returns}"

    @property
    def names(self) -> str:
        """The parameters without their types and defaults, on one line."""
        return ", ".join(re.split("[:=]", part)[0] for part in self.parameters)


@dataclass(frozen=True)
class Shape:
    """A class as its source writes it: public attributes and methods of its own."""

    doc: Doc
    attributes: tuple[Attribute, ...]
    methods: tuple[Signature, ...]


def read_class(module: str, name: str) -> Shape:
    """Return the shape of a class. Raises LookupError."""
    node = _find(module, name)
    assert isinstance(node, ast.ClassDef)
    return Shape(
        doc=read_doc(ast.get_docstring(node) or ""),
        attributes=tuple(one for one in map(_attribute, node.body) if one and one.name[0] != "_"),
        methods=tuple(
            _signature(one) for one in node.body if isinstance(one, Function) and one.name[0] != "_"
        ),
    )


def read_function(module: str, name: str) -> Signature:
    """Return the signature of a function. Raises LookupError."""
    node = _find(module, name)
    assert isinstance(node, Function)
    return _signature(node)


def read_remark(module: str, name: str) -> Doc:
    """Return the string that stands below the assignment of a name; an empty Doc where there is none."""
    body = _tree(module).body
    for node, following in pairwise(body):
        target: ast.expr | None = None
        if isinstance(node, ast.AnnAssign | ast.Assign):
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
        if isinstance(target, ast.Name) and target.id == name and isinstance(following, ast.Expr):
            value = following.value
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                return read_doc(inspect.cleandoc(value.value))
    return read_doc("")


def read_doc(text: str) -> Doc:
    """Split a docstring, already without the indentation of its source, into its blocks."""
    blocks = filter(str.strip, text.split("\n\n"))
    return Doc(tuple(dict(_terms(dedent(block))) or " ".join(block.split()) for block in blocks))


def words_of(shape: Shape) -> set[str]:
    """Return every word that the source of a class uses, among them the names of other classes."""
    texts = [shape.doc.text, *shape.doc.terms.values()]
    texts += [f"{one.annotation} {one.default}" for one in shape.attributes]
    for method in shape.methods:
        texts += [method.text, method.doc.text, *method.doc.terms.values()]
    return set(re.findall(r"\w+", " ".join(texts)))


def _terms(block: str) -> Iterator[tuple[str, str]]:
    """Yield the terms of a block; nothing when its first line is none."""
    name = ""
    lines: list[str] = []
    for line in block.splitlines():
        found = _TERM.fullmatch(line)
        if found:
            if name:
                yield name, " ".join(lines)
            name, lines = found[1], [found[2].strip()]
        elif name and line.startswith(" "):
            lines.append(line.strip())
        elif not name:
            return
    if name:
        yield name, " ".join(lines)


def _attribute(node: ast.stmt) -> Attribute | None:
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return Attribute(node.target.id, _type(node.annotation), _source(node.value))
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return Attribute(node.targets[0].id, "", _source(node.value))
    return None


def _signature(node: Function) -> Signature:
    given = node.args
    before = [one for one in (*given.posonlyargs, *given.args) if one.arg not in ("self", "cls")]
    defaults = [None] * (len(before) - len(given.defaults)) + given.defaults
    parts = [_parameter(one, default) for one, default in zip(before, defaults, strict=True)]
    if given.vararg:
        parts.append(f"*{_parameter(given.vararg, None)}")
    elif given.kwonlyargs:
        parts.append("*")
    parts += [
        _parameter(one, default) for one, default in zip(given.kwonlyargs, given.kw_defaults, strict=True)
    ]
    if given.kwarg:
        parts.append(f"**{_parameter(given.kwarg, None)}")
    decorators = {one.id for one in node.decorator_list if isinstance(one, ast.Name)}
    return Signature(
        name=node.name,
        parameters=tuple(parts),
        returns=_type(node.returns) if node.returns else "Any",
        doc=read_doc(ast.get_docstring(node) or ""),
        is_property="property" in decorators,
    )


def _parameter(argument: ast.arg, default: ast.expr | None) -> str:
    annotation = f": {_type(argument.annotation)}" if argument.annotation else ""
    if default is None:
        return argument.arg + annotation
    return argument.arg + annotation + (" = " if annotation else "=") + _source(default)


class _Unquote(ast.NodeTransformer):
    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        return ast.Name(node.value) if isinstance(node.value, str) else node


def _type(node: ast.expr) -> str:
    """Source of an annotation; names of models, which stand in quotes, without them."""
    return ast.unparse(_Unquote().visit(node))


def _source(node: ast.expr | None) -> str:
    return ast.unparse(node) if node else ""


@cache
def _tree(module: str) -> ast.Module:
    return ast.parse(inspect.getsource(import_module(module)))


def _find(module: str, name: str) -> ast.stmt:
    for node in _tree(module).body:
        if isinstance(node, ast.ClassDef | Function) and node.name == name:
            return node
    raise LookupError(f"{module} does not define {name}")
