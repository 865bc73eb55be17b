"""Seeds: what is wrong is said with file, path to the key and cause."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from mocks.kit.seed import SeedError, load_seed


class Person(msgspec.Struct, forbid_unknown_fields=True):
    """A person of the seeds here."""

    name: str
    age: int = 0
    urls: list[str] = []


class Cast(msgspec.Struct, forbid_unknown_fields=True):
    """A seed of the tests here."""

    people: list[Person]


ADDRESSES = {"okta": "http://localhost:8081", "azure-ad": "http://localhost:8082"}
Load = Callable[[str | bytes], Cast]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def load(text: str | bytes) -> Cast:
        path = tmp_path / "lab.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return load_seed(path, Cast, ADDRESSES)

    return load


def test_addresses_are_filled_in_wherever_text_stands(load: Load) -> None:
    cast = load("people: [{name: A, urls: ['${okta}/a', 'x ${azure-ad} ${okta}', '$okta', '${']}]")
    assert cast.people[0].urls == [
        "http://localhost:8081/a",
        "x http://localhost:8082 http://localhost:8081",
        "$okta",
        "${",
    ]


def test_what_stands_for_an_address_is_not_filled_in_again(tmp_path: Path) -> None:
    path = tmp_path / "lab.yaml"
    path.write_text("people: [{name: '${a}'}]", encoding="utf-8")
    assert load_seed(path, Cast, {"a": "${b}", "b": "never"}).people[0].name == "${b}"


def test_an_unknown_placeholder_names_its_place_and_the_known_ones(load: Load) -> None:
    with pytest.raises(SeedError) as caught:
        load("people: [{name: A}, {name: B, urls: [x, '${oka}/b']}]")
    assert str(caught.value).endswith(
        "lab.yaml: at people[1].urls[1]: ${oka} is unknown; there are ${azure-ad}, ${okta}"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("people: [{name: A, colour: red}]", "at people[0]: Object contains unknown field `colour`"),
        ("people: [{age: 3}]", "at people[0]: Object missing required field `name`"),
        ("people: [{name: A, age: old}]", "at people[0].age: Expected `int`, got `str`"),
        ("people: [{name: A, urls: [1]}]", "at people[0].urls[0]: Expected `str`, got `int`"),
        ("people: A", "at people: Expected `array`, got `str`"),
        ("", "Expected `object`, got `null`"),
        ("[]", "Expected `object`, got `array`"),
    ],
)
def test_a_wrong_value_names_its_path_and_what_is_allowed(load: Load, text: str, said: str) -> None:
    with pytest.raises(SeedError) as caught:
        load(text)
    assert str(caught.value).endswith(f"lab.yaml: {said}")


@pytest.mark.parametrize(
    "text",
    [
        "people: [",
        "people: {a: b",
        "\t- x",
        "a: b: c",
        "people: !!python/object:os.system {}",
        "? [a]\n: 1",
        "\0",
        b"people: \xff",
    ],
)
def test_what_is_no_yaml_says_so_in_one_line(load: Load, text: str | bytes) -> None:
    """A tag that would run code is no YAML of ours either: only plain data is read."""
    with pytest.raises(SeedError, match=r"lab\.yaml: is not valid YAML") as caught:
        load(text)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["people: []\npeople: []", "people: [{name: A, age: 1, age: 2}]"])
def test_a_key_that_stands_twice_is_an_error(load: Load, text: str) -> None:
    """YAML 1.2 section 3.2.1.1: keys are unique; the one that was lost would be looked for in vain."""
    with pytest.raises(SeedError, match="twice"):
        load(text)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match=r"absent\.yaml: cannot be read: No such file"):
        load_seed(tmp_path / "absent.yaml", Cast, {})


def test_a_folder_is_no_seed(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match="cannot be read"):
        load_seed(tmp_path, Cast, {})
