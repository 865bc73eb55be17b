"""What doctor says about a lab that runs."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from lab.client import LabClient
from lab.doctor import Finding, whole
from lab.tests.labs import new_lab, say
from lab.topology import Lab, from_environment


@pytest.fixture(autouse=True)
def _processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENGINE", "process")


def found(lab: Lab) -> dict[str, Finding]:
    return {finding.about: finding for finding in whole.services(lab)}


def test_a_lab_that_is_down_is_not_ill(tmp_path: Path) -> None:
    assert found(new_lab(tmp_path)) == {
        "Lab": Finding("Lab", ok=True, found="is not running; more can be said when it does")
    }


def test_a_lab_that_runs_well(running_lab: Lab) -> None:
    findings = found(running_lab)
    assert all(finding.ok for finding in findings.values()), findings
    assert findings["Clocks"].found == "at one time"
    issuers = {about for about in findings if about.startswith("Issuer ")}
    assert issuers == {
        f"Issuer {running_lab.url('okta')}/oauth2/default",
        f"Issuer {running_lab.url('azure-ad')}/11111111-2222-4333-8444-555555555555/v2.0",
        f"Issuer {running_lab.url('partner-idp')}",
    }


def test_a_clock_that_was_left_behind(client: LabClient) -> None:
    client.advance(timedelta(hours=1))
    assert found(client.lab)["Clocks"].found == "at one time, 1:00:00 from the machine's"
    LabClient(client.lab, client.lab.token_file.read_text(), ["okta"]).set_offset(timedelta())
    finding = found(client.lab)["Clocks"]
    assert not finding.ok
    assert "okta 0:00:00" in finding.found
    assert "clock --reset" in finding.remedy


def test_an_issuer_that_publishes_another_name(running_lab: Lab) -> None:
    """The lab is asked under a domain that it was not started with."""
    elsewhere = from_environment({**running_lab.environment, "LAB_DOMAIN": "lab.example"})
    finding = found(elsewhere)[f"Issuer http://okta.lab.example:{running_lab.ports['okta']}/oauth2/default"]
    assert not finding.ok
    assert finding.found == f"publishes {running_lab.url('okta')}/oauth2/default"


def test_an_issuer_that_fails(client: LabClient) -> None:
    client.switch_on("azure-ad", "unavailable", path="*/openid-configuration")
    finding = next(finding for about, finding in found(client.lab).items() if "azure-ad" in about or "/v2.0" in about)
    assert not finding.ok
    assert finding.found.startswith("publishes nothing: ")


def test_an_issuer_of_somebody_else_is_not_asked(running_lab: Lab, tmp_path: Path) -> None:
    """The lab is offline: it calls nobody outside."""
    seed = tmp_path / "real.yaml"
    seed.write_text(
        running_lab.seed.read_text().replace("issuer: ${okta}/oauth2/default", "issuer: https://okta.example", 1)
    )
    lab = from_environment({**running_lab.environment, "LAB_SEED": str(seed)})
    assert found(lab)["Issuer https://okta.example"].found.endswith("it is none of the lab's")


def test_a_seed_that_was_broken_meanwhile(running_lab: Lab, tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("okta: [")
    lab = from_environment({**running_lab.environment, "LAB_SEED": str(tmp_path / "broken.yaml")})
    assert not found(lab)["Seed"].ok


def test_doctor_ends_well_only_where_nothing_is_wrong(running_lab: Lab, tmp_path: Path) -> None:
    browser = tmp_path / "chromium"
    browser.touch(mode=0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    well = say(running_lab, "doctor", PATH=path)
    assert (well.returncode, well.stdout.splitlines()[-1]) == (0, "Nothing is wrong.")
    ill = say(running_lab, "doctor", PATH=path, LAB_DOMAIN="lab.example")
    assert ill.returncode == 1
    assert "NOT OK  Name okta.lab.example: is not known here\n        Add to /etc/hosts: " in ill.stdout
