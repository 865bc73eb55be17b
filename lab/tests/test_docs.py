"""Docs that lie fail here: tables, names and links are held against the code."""

import re
from pathlib import Path

import pytest
import yaml

from lab.cast import load_cast, people
from lab.faults import all_faults
from lab.topology import SERVICES, from_environment
from mocks.azure.graph import resources
from mocks.kit.seed import SeedError

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("bench/*.md"), *ROOT.glob("webapp/*.md")])


def rows(text: str) -> list[list[str]]:
    """Return the cells of every table row in a page, without code marks."""
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip().strip("`<>") for cell in line.strip("|").split("|")] for line in lines]


def test_readme_lists_every_fault_as_it_is() -> None:
    """Name, services and what a client should notice."""
    listed = {row[0]: row[1:] for row in rows(README) if row[0] in all_faults()}
    assert listed == {fault.name: [", ".join(fault.services), fault.notices] for fault in all_faults().values()}


def test_readme_names_the_people_who_can_sign_in() -> None:
    """Whoever stands in a table is in the cast with that password, and nobody with a note is missing but Carol."""
    lab = from_environment({"LAB_SEED": str(ROOT / "lab.yaml")})
    cast = {person.username: person.password.strip("()") for person in people(load_cast(lab))}
    listed = {row[0]: row[1] for row in rows(README) if "@" in row[0]}
    assert listed.items() <= cast.items()
    assert set(cast) - set(listed) == {"carol@contoso.example"}


def test_readme_lists_every_service_at_its_address() -> None:
    listed = {row[0] for row in rows(README) if row[0].startswith("http")}
    assert listed == {f"http://localhost:{service.port}" for service in SERVICES}


def test_every_setting_is_documented() -> None:
    """Each LAB_ variable that the topology reads stands in the settings page, and no other does."""
    code = (ROOT / "lab/topology.py").read_text() + (ROOT / "lab/secrets.py").read_text()
    read = set(re.findall(r'"(LAB_[A-Z_]+)"', code)) | {service.port_variable for service in SERVICES}
    documented = {
        row[0] for row in rows((ROOT / "docs/reference/settings.md").read_text()) if row[0].startswith("LAB_")
    }
    assert documented == read


def test_every_part_of_graph_is_documented() -> None:
    """Each collection below `/v1.0` stands in the page, and nothing that is not served."""
    paths = [path for resource in resources().values() for _, path in resource.routes]
    served = {path.split("/")[2].partition("(")[0] for path in paths}
    page = (ROOT / "docs/reference/graph.md").read_text()
    assert {row[0] for row in rows(page)[2:]} == {name for name in served if not name.startswith("<")}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link of a page names a file or folder that is there."""
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text()):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_that_are_named_exist(page: Path) -> None:
    """Paths of the repository in code marks are real."""
    for target in re.findall(r"`((?:lab|mocks|webapp|e2e|bench|docs)/[\w./-]+)`", page.read_text()):
        assert (ROOT / target).exists() or (page.parent / target).exists(), f"{page.name} names {target}"


def test_the_authorization_server_of_the_page_can_be_planted(tmp_path: Path) -> None:
    """The example, put into the shipped cast, is a seed without mistakes."""
    page = (ROOT / "docs/how-to/authorization-servers.md").read_text()
    example = yaml.safe_load(page.partition("```yaml\n")[2].partition("```")[0])
    seed = yaml.safe_load((ROOT / "lab.yaml").read_text())
    seed["okta"] |= example["okta"]
    (tmp_path / "lab.yaml").write_text(yaml.safe_dump(seed))
    load_cast(from_environment({"LAB_SEED": str(tmp_path / "lab.yaml")}))
    seed["okta"]["authorization_servers"][0]["policies"][0]["clients"] = ["nobody"]
    (tmp_path / "lab.yaml").write_text(yaml.safe_dump(seed))
    with pytest.raises(SeedError, match=r"policies\[0\].clients: 'nobody' is not defined"):
        load_cast(from_environment({"LAB_SEED": str(tmp_path / "lab.yaml")}))
