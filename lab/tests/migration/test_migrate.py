"""`lab migrate`, over a lab that runs. Expectations: Okta fact sheet 9.2."""

import csv
import io
import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import pytest

from lab.cli import main
from lab.client import LabClient
from lab.org_api import OrgApi
from lab.tests.labs import environment
from lab.topology import Lab

CAROL, ALICE, NORA, FRANK = (f"{name}@contoso.example" for name in ("carol", "alice", "nora", "frank"))
Verb = Callable[..., tuple[int, str, str]]


@pytest.fixture
def lab(
    client: LabClient, running_lab: Lab, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Iterator[Verb]:
    """A verb of the command line, over a lab that is as its seed; returns code, what was printed, what was wrong."""
    client.reset()
    (running_lab.state / "migration.json").unlink(missing_ok=True)
    for name, value in environment(running_lab).items():
        monkeypatch.setenv(name, value)

    def call(*verb: str) -> tuple[int, str, str]:
        capfd.readouterr()
        code = main(verb)
        return (code, *capfd.readouterr())

    yield call
    (running_lab.state / "migration.json").unlink(missing_ok=True)


def stages(lab: Verb) -> dict[str, str]:
    rows = csv.DictReader(io.StringIO(lab("migrate", "report", "--csv")[1]))
    return {row["username"]: row["stage"] for row in rows}


def sign_in(running_lab: Lab, username: str, password: str) -> int:
    """Type a password at Okta; return the status of the answer."""
    body = json.dumps({"username": username, "password": password}).encode()
    url, kind = f"{running_lab.url('okta')}/api/v1/authn", {"Content-Type": "application/json"}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, kind), timeout=15) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code


def choose(client: LabClient, username: str, password: str) -> None:
    """Follow the link in somebody's newest mail and choose a password."""
    form = urlencode({"newPassword": password, "confirmPassword": password}).encode()
    with urllib.request.urlopen(client.mails("okta", username)[0].mail.link, form, timeout=15) as page:
        assert b"Your password is set" in page.read()


def test_everybody_begins_in_azure_ad(lab: Verb) -> None:
    code, printed, _ = lab("migrate", "status")
    assert code == 0
    assert "10  only in Azure AD" in printed
    assert printed.endswith("Steps taken: none.\n")


def test_an_import_moves_people_on(lab: Verb) -> None:
    lab("agent", "import")
    found = stages(lab)
    assert (found[CAROL], found[NORA], found[FRANK]) == ("mirrored", "staged", "cannot sign in")


def test_the_cutover_is_refused_while_somebody_would_be_locked_out(lab: Verb) -> None:
    lab("agent", "import")
    code, _, wrong = lab("migrate", "cutover")
    assert code == 1
    assert "would be locked out without Azure AD" in wrong
    assert f"{CAROL} (mirrored)" in wrong
    assert FRANK not in wrong
    assert "Steps taken: none." in lab("migrate", "status")[1]


def test_the_whole_road_and_back(lab: Verb, client: LabClient, running_lab: Lab) -> None:
    """Passwords taken over as they are typed, or chosen by mail; then Azure AD is needed no more."""
    lab("agent", "import")
    lab("migrate", "delegate")
    assert stages(lab)[CAROL] == "password tried at Azure AD"
    assert sign_in(running_lab, CAROL, "wrong-1") == 401
    assert sign_in(running_lab, CAROL, "Carol-in-Azure-1") == 200
    assert stages(lab)[CAROL] == "password in Okta"
    assert "7 people were sent a link" in lab("migrate", "invite")[1]
    for name in ("alice", "avery", "boris", "mona", "oscar", "peggy"):
        choose(client, f"{name}@contoso.example", "Chosen-by-mail-1")
    choose(client, "ivan@contractors.example", "Chosen-by-mail-1")
    assert f"1 person would be locked out without Azure AD: {NORA} (staged)." in lab("migrate", "cutover")[2]
    assert lab("migrate", "cutover", "--leave", NORA)[0] == 0
    client.switch_on("azure-ad", "unavailable")
    assert sign_in(running_lab, CAROL, "Carol-in-Azure-1") == 200
    assert sign_in(running_lab, ALICE, "Chosen-by-mail-1") == 200
    client.clear_faults()
    assert [lab("migrate", "rollback")[1] for _ in range(2)] == ["Taken back: cutover.\n", "Taken back: delegate.\n"]
    assert lab("migrate", "rollback")[0] == 1


def test_a_reset_forgets_the_steps_and_a_snapshot_keeps_them(lab: Verb) -> None:
    lab("agent", "import")
    lab("migrate", "delegate")
    lab("snapshot", "delegated")
    lab("reset")
    assert "Steps taken: none." in lab("migrate", "status")[1]
    lab("restore", "delegated")
    assert "Steps taken: delegate." in lab("migrate", "status")[1]
    lab("restore", "seed")
    assert "Steps taken: none." in lab("migrate", "status")[1]


def test_a_step_is_not_taken_twice(lab: Verb) -> None:
    lab("agent", "import")
    assert lab("migrate", "delegate")[0] == 0
    code, _, wrong = lab("migrate", "delegate")
    assert (code, "was done before" in wrong) == (1, True)


def test_the_report_is_for_people_too(lab: Verb) -> None:
    printed = lab("migrate", "report")[1]
    assert "| only in Azure AD | 10 | 91 % |" in printed
    assert f"| {CAROL} | only in Azure AD |" in printed


def test_azure_ad_that_is_away_is_said(lab: Verb, client: LabClient) -> None:
    client.switch_on("azure-ad", "unavailable")
    code, _, wrong = lab("migrate", "status")
    assert (code, "Azure AD" in wrong) == (1, True)


def test_verifying_signs_in_by_the_present_route(lab: Verb) -> None:
    """Federated first; by Okta's own page once the passwords are taken over there."""
    lab("agent", "import")
    assert f"{CAROL}: in, by Azure AD" in lab("migrate", "verify")[1]
    lab("migrate", "delegate")
    printed = lab("migrate", "verify")[1]
    assert f"{CAROL}: in, by Okta" in printed
    assert f"{FRANK}: not in: " in printed
    assert "12 got in." in printed


@pytest.mark.parametrize("verb", [("migrate", "status"), ("agent", "status")])
def test_an_org_that_is_out_of_order_is_said(verb: tuple[str, str], lab: Verb, client: LabClient) -> None:
    """Its answer is no JSON then."""
    client.switch_on("okta", "unavailable")
    code, _, wrong = lab(*verb)
    assert (code, "does not answer as an org does" in wrong) == (1, True)


@pytest.mark.parametrize("verb", [("migrate", "status"), ("agent", "status")])
def test_an_org_that_is_away_is_said_in_plain_words(
    verb: tuple[str, str], lab: Verb, running_lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(OrgApi, "_at", lambda _, path: f"http://127.0.0.1:9{path}")
    code, _, wrong = lab(*verb)
    assert (code, "Connection" in wrong) == (1, False)
    assert f"It does not answer at {running_lab.url('okta')}" in wrong
