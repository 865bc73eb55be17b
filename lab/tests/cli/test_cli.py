"""The verbs, as people and programs call them: what they print, and how they end."""

import json
import os
import re
import subprocess
import sys
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import typer

from lab.cli import main
from lab.cli.clock import length, moment
from lab.cli.faults import parameter
from lab.client import LabClient
from lab.tests.labs import ROOT, environment, new_lab, say
from lab.topology import SERVICES, Lab

VERBS = ["up", "down", "reset", "status", "logs", "people", "start", "stop", "restart", "serve", "clock", "fault"]
VERBS += ["snapshot", "restore", "seed", "agent", "migrate", "rotate-keys", "doctor", "ca"]


class Said:
    """What a verb printed in this process, and how it ended."""

    def __init__(self, code: int, printed: str, complaint: str) -> None:
        self.code, self.printed, self.complaint = code, printed, complaint


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> "Call":
    return Call(monkeypatch, capfd)


class Call:
    """Calls a verb in this process, which takes a tenth of the time that a process of its own takes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capfd = monkeypatch, capfd

    def __call__(self, lab: Lab, *verb: str, **more: str) -> Said:
        for name in [name for name in os.environ if name.startswith("LAB_")]:
            self._monkeypatch.delenv(name)
        for name, value in environment(lab, **more).items():
            self._monkeypatch.setenv(name, value)
        code = main(verb)
        return Said(code, *self._capfd.readouterr())


def test_help_lists_every_verb_in_80_columns_and_loads_nothing_heavy() -> None:
    code = (
        "import sys, runpy; sys.argv = ['lab', '--help']\n"
        "try: runpy.run_module('lab', run_name='__main__')\n"
        "finally: print(*sys.modules, file=sys.stderr)"
    )
    command = [sys.executable, "-c", code]
    said = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True, env={**os.environ, "COLUMNS": "80"}
    )
    listed = dict(re.findall(r"^  ([a-z][a-z-]*) {2,}(\S.*)", said.stdout, re.MULTILINE))
    assert list(listed) == VERBS
    assert not [words for words in listed.values() if words.endswith("...")]
    assert max(map(len, said.stdout.splitlines())) <= 80
    assert not {"flask", "sqlalchemy", "urllib3", "msgspec", "yaml", "docker", "rich"} & set(said.stderr.split())


def test_up_shows_where_to_go_who_can_sign_in_and_what_next(call: Call, running_lab: Lab) -> None:
    said = call(running_lab, "up")
    assert (said.code, said.complaint) == (0, "")
    assert said.printed.index(running_lab.url("webapp")) < said.printed.index(running_lab.url("okta"))
    for words in ("alice@contoso.example", "Alice-in-Azure-1", "bob@fabrikam.example", "make lab-down"):
        assert words in said.printed
    assert running_lab.token_file.read_text() not in said.printed
    assert "\x1b" not in said.printed, "a pipe gets no colours"


def test_what_programs_read_is_not_broken_into_lines(call: Call, running_lab: Lab) -> None:
    note = "has no mailbox, so Azure AD sends no e-mail: a required property is missing"
    assert note in call(running_lab, "people", COLUMNS="40").printed


def test_status_shows_every_service_and_what_there_is(call: Call, running_lab: Lab) -> None:
    said = call(running_lab, "status")
    assert said.code == 0
    for service in SERVICES:
        assert re.search(rf"^{service.name} +healthy +{running_lab.url(service.name)} ", said.printed, re.MULTILINE)
    assert "Ways to run: compose, process" in said.printed
    assert "id-token-alg-none, " in said.printed


def test_what_needs_a_running_lab_says_so(call: Call, tmp_path: Path) -> None:
    lab = new_lab(tmp_path)
    for verb in (
        "status",
        "start okta",
        "stop okta",
        "restart okta",
        "clock",
        "fault clear",
        "snapshot a",
        "restore a",
    ):
        said = call(lab, *verb.split())
        assert (said.code, said.complaint) == (1, "The lab is not running; `make lab-up` starts it.\n")


def test_down_of_a_lab_that_is_down_is_done(call: Call, tmp_path: Path) -> None:
    said = call(new_lab(tmp_path), "down")
    assert (said.code, said.printed) == (0, "The lab is not running.\n")


@pytest.mark.parametrize("verb", ["start nobody", "logs nobody", "serve nobody", "fault on slow --service nobody"])
def test_a_service_that_is_none_is_a_wrong_call(call: Call, tmp_path: Path, verb: str) -> None:
    said = call(new_lab(tmp_path), *verb.split())
    assert said.code == 2
    assert "'nobody' is none of the services: azure-ad, okta" in " ".join(said.complaint.split())


@pytest.mark.parametrize("verb", ["nonsense", "up --nonsense", "clock --advance soon", "clock --at soon", "snapshot"])
def test_a_wrong_call_ends_with_two(call: Call, tmp_path: Path, verb: str) -> None:
    said = call(new_lab(tmp_path), *verb.split())
    assert said.code == 2
    assert "Usage: python -m lab" in said.complaint


def test_a_setting_that_cannot_be_used_is_one_sentence(call: Call, tmp_path: Path) -> None:
    for verb in ("up", "down", "status", "logs", "doctor"):
        said = call(new_lab(tmp_path), verb, LAB_OKTA_PORT="many")
        assert (said.code, said.complaint) == (1, "LAB_OKTA_PORT=many: a whole number from 1 to 65535 is needed\n")


def test_an_unknown_engine_is_one_sentence(call: Call, tmp_path: Path) -> None:
    said = call(new_lab(tmp_path), "up", ENGINE="podman")
    assert (said.code, said.complaint) == (1, "ENGINE=podman is unknown; there are: compose, process.\n")


def test_the_clock_is_shown_and_moved(call: Call, client: LabClient) -> None:
    assert call(client.lab, "clock").printed.endswith("UTC, the same as the machine's.\n")
    assert call(client.lab, "clock", "--advance", "1d2h").printed.endswith("1 day, 2:00:00 ahead of the machine's.\n")
    assert "is 2031-05-01 09:" in call(client.lab, "clock", "--at", "2031-05-01T09:00").printed
    assert call(client.lab, "clock", "--reset").printed.endswith("the same as the machine's.\n")
    assert call(client.lab, "clock", "--reset", "--advance", "1h").code == 2


def test_clocks_that_were_moved_apart_are_pointed_out(call: Call, client: LabClient) -> None:
    LabClient(client.lab, client.lab.token_file.read_text(), ["okta"]).advance(timedelta(hours=1))
    assert "The services are not at one time: azure-ad the same as the machine's, okta 1:00:00 ahead" in (
        call(client.lab, "clock").printed
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1d2h", timedelta(days=1, hours=2)),
        ("90m", timedelta(minutes=90)),
        (" 1h30m5s ", timedelta(hours=1, minutes=30, seconds=5)),
    ],
)
def test_lengths_of_time(text: str, expected: timedelta) -> None:
    assert length(text) == expected


@pytest.mark.parametrize("text", ["", "1", "h", "2h1d", "-1h", "1.5h"])
def test_what_is_no_length_of_time(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="is no length of time"):
        length(text)


def test_moments_are_utc_unless_they_say_otherwise() -> None:
    assert moment("2031-05-01T09:00") == datetime(2031, 5, 1, 9, tzinfo=UTC)
    assert moment("2031-05-01T09:00+02:00") == datetime(2031, 5, 1, 7, tzinfo=UTC)
    assert moment("2031-05-01") == datetime(2031, 5, 1, tzinfo=UTC)


def test_faults_are_listed_switched_on_and_cleared(call: Call, client: LabClient) -> None:
    assert "None is on." in call(client.lab, "fault", "list").printed
    asked = "fault on slow --service okta --path /oauth2/* --count 2 --set seconds=0.5"
    assert call(client.lab, *asked.split()).code == 0
    assert "slow at okta, path /oauth2/*, 2 more, seconds 0.5" in call(client.lab, "fault", "list").printed
    assert call(client.lab, "fault", "clear").printed == "No fault is on.\n"
    assert client.faults() == []


def test_a_fault_that_is_none_is_refused(call: Call, client: LabClient) -> None:
    said = call(client.lab, "fault", "on", "nonsense", "--service", "okta")
    assert said.code == 1
    assert said.complaint.startswith("Okta org refuses: okta has no fault 'nonsense'; there are: hook-fails,")


def test_parameters_of_faults_are_numbers() -> None:
    assert parameter("seconds=5") == ("seconds", 5.0)
    for text in ("seconds", "seconds=", "seconds=soon"):
        with pytest.raises(typer.BadParameter, match="is not a name with a number"):
            parameter(text)


def test_keys_are_rotated(call: Call, running_lab: Lab) -> None:
    assert call(running_lab, "rotate-keys").printed.startswith("azure-ad signs with its next keys")
    assert "no signing keys" in call(running_lab, "rotate-keys", "webapp").complaint


def test_people_are_made_until_the_next_reset(call: Call, running_lab: Lab) -> None:
    assert "Made 60 people, in teams of fifty" in call(running_lab, "seed", "--users", "60").printed
    assert "Made 0 people" in call(running_lab, "seed", "--users", "60").printed
    call(running_lab, "reset")
    assert "Made 10 people" in call(running_lab, "seed", "--users", "10").printed
    call(running_lab, "reset")


def test_snapshots_are_taken_and_restored(call: Call, running_lab: Lab) -> None:
    assert call(running_lab, "snapshot", "before").printed.startswith("Kept as before;")
    assert call(running_lab, "restore", "before").printed == "Every service is back at before.\n"
    assert call(running_lab, "restore", "never_taken").code == 1
    assert call(running_lab, "snapshot", "No").complaint.count("\n") == 1


def test_reset_says_how_long_it_took(call: Call, client: LabClient) -> None:
    client.advance(timedelta(days=1))
    assert re.fullmatch(r"7 services are back at their seed after \d+ ms\.\n", call(client.lab, "reset").printed)
    assert set(client.offsets().values()) == {timedelta()}


def test_one_service_is_served_in_the_foreground(tmp_path: Path) -> None:
    """As in a container: what it cannot do is one sentence, and it ends in good order when it is told to."""
    lab = new_lab(tmp_path / "state")
    refused = say(lab, "serve", "okta", LAB_SEED=str(tmp_path / "none.yaml"))
    assert (refused.returncode, refused.stderr) == (
        1, f"The seed cannot be used. {tmp_path}/none.yaml: cannot be read: No such file or directory\n",
    )  # fmt: skip
    command = [sys.executable, "-m", "lab", "serve", "okta", "--bind", "127.0.0.1"]
    served = subprocess.Popen(command, cwd=ROOT, env=environment(lab), stderr=subprocess.PIPE, text=True)
    with served:
        while not lab.token_file.exists():
            assert served.poll() is None
        LabClient(lab, lab.token_file.read_text(), ["okta"]).wait_until_ready()
        served.terminate()
        assert (served.wait(10), served.communicate()[1]) == (0, "")


def test_a_container_that_others_reach_does_not_use_the_passwords_of_the_seed(call: Call, tmp_path: Path) -> None:
    said = call(new_lab(tmp_path / "state"), "people", LAB_LISTEN="", LAB_PUBLISH="0.0.0.0")
    assert "alice@contoso.example" in said.printed
    assert "Alice-in-Azure-1" not in said.printed


def test_the_agent_imports_and_tells_how_it_is(call: Call, client: LabClient) -> None:
    client.reset()
    imported = call(client.lab, "agent", "import").printed
    assert "The agent told the org of: 11 users, 1 groups, 2 members." in imported
    assert "nothing has changed" in call(client.lab, "agent", "import").printed
    assert "11 users" in call(client.lab, "agent", "import", "--full").printed
    told = call(client.lab, "agent", "status").printed
    assert told.startswith("Contoso directory: operational (ad-agent operational)\n")
    assert "Users of the org from there: 10. Waiting for a decision: 1." in told


def test_a_blank_lab_has_nothing_connected(call: Call, tmp_path: Path) -> None:
    lab = new_lab(tmp_path / "state")
    try:
        assert "administers the org: connects it to Azure AD" in call(lab, "up", "--blank").printed
        with urllib.request.urlopen(f"http://127.0.0.1:{lab.ports['ad-agent']}/", timeout=5) as health:
            assert json.load(health)["trouble"] is None
    finally:
        call(lab, "down")
