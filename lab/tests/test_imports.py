"""Who may import whom: the table of the architecture page, walked through every import statement."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = {"lab", "mocks", "webapp", "e2e", "bench"}
PARTS = ("mocks.kit", "mocks.oauth", "mocks.azure", "mocks.okta", "webapp", "lab", "e2e", "bench")

MAY_IMPORT = {
    "mocks.kit": {"mocks.kit"},
    "mocks.oauth": {"mocks.oauth", "mocks.kit"},
    "mocks.azure": {"mocks.azure", "mocks.oauth", "mocks.kit"},
    "mocks.okta": {"mocks.okta", "mocks.oauth", "mocks.kit"},
    "webapp": {"webapp"},
    "lab": {"lab", "mocks.kit"},  # plumbing, which knows no service
    "e2e": {"e2e", "lab"},
    "bench": {"bench", "e2e", "lab", "mocks.kit"},
}
"""Part -> the parts of ours that it may import. Services are reached over HTTP."""

EXCEPTIONS = {
    "lab/host.py": {"mocks.azure", "mocks.okta", "webapp"},  # the one that builds services
    "lab/cast.py": {"mocks.azure", "mocks.okta"},  # seeds are the vendors' own types
}
ONLY_IN = {"joserfc": "mocks/oauth", "authlib": "lab/host.py", "granian": "lab/host.py", "docker": "lab/runners"}
"""Libraries that stay in one place; the web app, which is somebody else's, has its own."""


def sources() -> Iterator[Path]:
    for top in sorted(OURS):
        for path in sorted((ROOT / top).rglob("*.py")):
            if "tests" not in path.parts:
                yield path.relative_to(ROOT)


SOURCES = list(sources())


def imports(path: Path) -> Iterator[str]:
    """Yield the dotted name of every import, in functions too."""
    for node in ast.walk(ast.parse((ROOT / path).read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def part_of(name: str) -> str:
    return next((part for part in PARTS if name == part or name.startswith(f"{part}.")), name)


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_a_file_imports_only_what_its_part_may(path: Path) -> None:
    allowed = set(MAY_IMPORT.get(part_of(".".join(path.with_suffix("").parts)), set())) | {"mocks"}
    allowed |= EXCEPTIONS.get(str(path), set())
    for name in imports(path):
        if name.partition(".")[0] in OURS:
            assert part_of(name) in allowed, f"{path} imports {name}"


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_a_library_stays_where_it_belongs(path: Path) -> None:
    for name in imports(path):
        home = ONLY_IN.get(name.partition(".")[0])
        if home and not path.is_relative_to("webapp"):
            assert path.is_relative_to(home), f"{path} imports {name}; that belongs to {home}"


def test_there_is_something_to_check() -> None:
    """The walk finds the whole tree, and what it finds has imports of ours."""

    assert len(SOURCES) > 100
    assert sum(name.startswith("mocks.") for path in SOURCES for name in imports(path)) > 200
