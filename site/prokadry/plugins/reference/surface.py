"""The shape of every public name: fields of classes and models, methods and functions with their parameters."""

from collections.abc import Callable, Iterator
from enum import Enum
from importlib import import_module

from django.db.models import Field, Model

from . import sources
from .public import public_names


def list_surface() -> Iterator[str]:
    """Yield a line for all that plugins can name: `module.Class.method(parameter, *, other)`."""
    for module, name in public_names():
        value = getattr(import_module(module), name)
        where = f"{module}.{name}"
        if isinstance(value, type):
            yield where
            yield from (f"{where}.{member}" for member in _members(value))
        elif is_function(value):
            yield f"{where}({read_function(value).names})"
        else:
            yield where


def is_function(value: object) -> bool:
    """Whether a public name is called, and is no class."""
    return callable(value) and not isinstance(value, type) and hasattr(value, "__code__")


def read_function(function: Callable[..., object]) -> sources.Signature:
    """Return the signature of a function, also of a decorated one."""
    return sources.read_function(function.__module__, function.__name__)


def read_shape(kind: type) -> sources.Shape:
    """Return the shape of a class: of a model without what Django and Wagtail ask it for."""
    shape = sources.read_class(kind.__module__, kind.__name__)
    if not issubclass(kind, Model):
        return shape
    inherited = {name for base in kind.__mro__[1:] for name in vars(base)}
    fields = {field.name for field in fields_of(kind)}
    return sources.Shape(
        shape.doc,
        tuple(one for one in shape.attributes if one.annotation and one.name not in inherited | fields),
        tuple(one for one in shape.methods if one.name not in inherited),
    )


def fields_of(model: type[Model]) -> list["Field[object, object]"]:
    """Return the fields a model adds, without links to its parents."""
    return [field for field in model._meta.local_fields if not field.remote_field or not _is_parent(field)]


def _is_parent(field: "Field[object, object]") -> bool:
    return bool(getattr(field.remote_field, "parent_link", False))


def _members(kind: type) -> Iterator[str]:
    shape = read_shape(kind)
    if issubclass(kind, Model):
        yield from (field.name for field in fields_of(kind))
    if issubclass(kind, Enum):
        yield from (member.name for member in kind)
    else:
        yield from (one.name for one in shape.attributes)
    for one in shape.methods:
        yield one.name if one.is_property else f"{one.name}({one.names})"
