"""The guide leads through the running lab with people of its own cast."""

import re
from pathlib import Path

from lab.cast import load_cast
from lab.console.app import create_app
from lab.tests.console.conftest import SEED, Services, Visitor
from lab.tests.labs import ROOT
from lab.topology import Lab, from_environment


def test_steps_name_people_and_addresses_of_this_lab(visitor: Visitor, lab: Lab) -> None:
    page = visitor.read("/guide/")

    assert f'href="{lab.url("webapp")}"' in page
    assert f'href="{lab.url("timesheets")}"' in page
    for who in ("alice@contoso.example", "Alice-in-Azure-1", "olivia@", "bob@fabrikam.example"):
        assert who in page


def test_steps_lead_on_to_the_migration_and_to_policies(visitor: Visitor) -> None:
    """Every page that the guide names is there."""
    page = visitor.read("/guide/")

    assert "python -m lab agent import" in page
    assert "python -m lab migrate delegate" in page
    named = set(re.findall(r"docs/how-to/[a-z-]+\.md", page))
    assert named >= {"docs/how-to/migrate.md", "docs/how-to/policies.md", "docs/how-to/second-factors.md"}
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_a_cast_of_one_s_own_has_its_own_guide(tmp_path: Path) -> None:
    """Steps for which nobody is there are left out."""
    seed = tmp_path / "lab.yaml"
    partner = SEED.read_text().partition("partner_idp:")
    rest = partner[2].partition("# What the sample application")[2].partition("\n")[2]
    seed.write_text(f"{partner[0]}partner_idp: {{}}\n{rest}".replace("alice@contoso.example", "zoe@contoso.example"))
    lab = from_environment({"LAB_STATE": str(tmp_path), "LAB_SEED": str(seed)})

    page = Visitor(create_app(lab, load_cast(lab), Services(lab)).test_client()).read("/guide/")

    assert "zoe@contoso.example" in page
    assert "Let a partner company in" not in page
