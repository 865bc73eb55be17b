"""Folders as registries."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

from mocks.kit.registry import RegistryError, collect


@dataclass
class Thing:
    """What the files of the tests export."""

    name: str


MakePackage = Callable[..., ModuleType]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MakePackage:
    """Makes a package of modules, each given by the value of its THING."""

    def make(**modules: str) -> ModuleType:
        folder = tmp_path / "things_of_the_test"
        folder.mkdir()
        (folder / "__init__.py").touch()
        for name, value in modules.items():
            text = f"from mocks.tests.kit.test_registry import Thing\n{value}\n"
            (folder / f"{name}.py").write_text(text, encoding="utf-8")
        monkeypatch.syspath_prepend(str(tmp_path))
        for known in [name for name in sys.modules if name.startswith("things_of_the_test")]:
            monkeypatch.delitem(sys.modules, known)
        return __import__("things_of_the_test")

    return make


def test_every_file_is_found_in_the_order_of_file_names(package: MakePackage) -> None:
    found = collect(package(beta="THING = Thing('b')", alpha="THING = Thing('a')"), "THING", Thing)
    assert list(found) == ["a", "b"]
    assert found["a"].name == "a"


def test_files_with_an_underscore_and_folders_are_not_looked_at(package: MakePackage) -> None:
    made = package(_board="raise RuntimeError('never imported')", alpha="THING = Thing('a')")
    inner = Path(str(made.__file__)).parent / "inner"
    inner.mkdir()
    (inner / "__init__.py").write_text("raise RuntimeError('never imported')", encoding="utf-8")
    assert list(collect(made, "THING", Thing)) == ["a"]


@pytest.mark.parametrize("value", ["", "THING = 'a'", "THING = Thing", "thing = Thing('a')"])
def test_a_file_without_a_proper_export_is_an_error_that_names_it(package: MakePackage, value: str) -> None:
    with pytest.raises(RegistryError, match=r"things_of_the_test\.alpha exports no Thing named THING"):
        collect(package(alpha=value), "THING", Thing)


def test_two_files_of_one_name_are_an_error(package: MakePackage) -> None:
    with pytest.raises(RegistryError, match=r"things_of_the_test\.beta: the THING 'a' is there already"):
        collect(package(alpha="THING = Thing('a')", beta="THING = Thing('a')"), "THING", Thing)
