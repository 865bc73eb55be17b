"""Folders as registries: one kind, one file, one exported name."""

import importlib
import pkgutil
from types import ModuleType
from typing import Any, TypeVar

T = TypeVar("T")


class RegistryError(Exception):
    """A file in a registry folder exports nothing, or two export the same name."""


def import_all(package: ModuleType) -> None:
    """Import every module of a package, for what they declare."""
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda info: info.name):
        importlib.import_module(f"{package.__name__}.{info.name}")


def collect(package: ModuleType, export: str, kind: type[T], *, key: str = "name") -> dict[str, T]:
    """Import every module of a package and return what each exports under one name, keyed by its `key`.

    Modules whose name begins with an underscore are not looked at.
    Raises RegistryError when an export is missing, of another type, or its key taken.
    """
    found: dict[str, T] = {}
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda info: info.name):
        if info.name.startswith("_") or info.ispkg:
            continue
        module = f"{package.__name__}.{info.name}"
        value: Any = getattr(importlib.import_module(module), export, None)
        if not isinstance(value, kind):
            raise RegistryError(f"{module} exports no {kind.__name__} named {export}")
        name = getattr(value, key)
        if name in found:
            raise RegistryError(f"{module}: the {export} {name!r} is there already")
        found[name] = value
    return found
