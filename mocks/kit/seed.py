"""YAML into typed structs, with errors that say where.

A seed may name addresses as `${service}`; they are filled in before reading, so that one cast fits every port
and domain.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

T = TypeVar("T")
_PLACEHOLDER = re.compile(r"\$\{([A-Za-z][A-Za-z0-9_-]*)\}")
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_SafeLoader):  # type: ignore[misc]
    """Reads plain data only, and refuses a key that stands twice (YAML 1.2 section 3.2.1.1)."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> Any:
        seen: set[str] = set()
        for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key.value!r} stands twice", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


class SeedError(Exception):
    """The seed cannot be used: file, path to the key, what is wrong."""


def load_seed(path: Path, type: type[T], variables: Mapping[str, str]) -> T:
    """Read a YAML file as a msgspec struct.

    variables: what `${name}` stands for. Raises SeedError with file, path and cause.
    """
    try:
        raw = yaml.load(path.read_bytes(), Loader=_Loader)  # noqa: S506 (a safe loader)
    except OSError as error:
        raise SeedError(f"{path}: cannot be read: {error.strerror}") from error
    except yaml.YAMLError as error:
        raise SeedError(f"{path}: is not valid YAML: {' '.join(str(error).split())}") from error
    try:
        return msgspec.convert(_fill(raw, variables, path, "$"), type)
    except msgspec.ValidationError as error:
        raise SeedError(f"{path}: {_readable(error)}") from error


def check_unique(values: Iterable[tuple[str, str]]) -> None:
    """Raise ValueError when two places have the same value, case aside; values: paths with what stands there."""
    seen: dict[str, str] = {}
    for where, value in values:
        if value.lower() in seen:
            raise ValueError(f"at {where}: {value!r} is there already, at {seen[value.lower()]}")
        seen[value.lower()] = where


def check_known(where: str, names: Iterable[str], known: set[str]) -> None:
    """Raise ValueError when a name stands for nothing that the seed has."""
    for name in names:
        if name not in known:
            there = ", ".join(sorted(known)) or "none"
            raise ValueError(f"at {where}: {name!r} is not defined; there are: {there}")


def check_pattern(where: str, value: str) -> None:
    """Raise ValueError when a value is no regular expression."""
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"at {where}: {value!r} is no regular expression: {error}") from error


def _fill(value: Any, variables: Mapping[str, str], path: Path, where: str) -> Any:
    if isinstance(value, dict):
        return {key: _fill(item, variables, path, f"{where}.{key}") for key, item in value.items()}
    if isinstance(value, list):
        return [_fill(item, variables, path, f"{where}[{index}]") for index, item in enumerate(value)]
    if not isinstance(value, str):
        return value

    def look_up(match: re.Match[str]) -> str:
        name = match[1]
        if name not in variables:
            known = ", ".join(f"${{{name}}}" for name in sorted(variables))
            raise SeedError(f"{path}: at {where[2:]}: ${{{name}}} is unknown; there are {known}")
        return variables[name]

    return _PLACEHOLDER.sub(look_up, value)


def _readable(error: msgspec.ValidationError) -> str:
    text, _, where = str(error).partition(" - at `")
    where = where.rstrip("`").removeprefix("$").removeprefix(".")
    return f"at {where}: {text}" if where else text
