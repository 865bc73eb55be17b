"""The client of the control API, against a lab that runs."""

import json
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta

import pytest

from lab.client import ActiveFault, ControlRefused, LabClient, NotControlled, ServiceDown
from lab.flow.control import ControlApi
from lab.tests.labs import new_lab
from lab.topology import SERVICES, Lab, probed

KEYS = "/oauth2/default/v1/keys"


def status_of(lab: Lab, service: str, path: str, host: str = "localhost") -> int:
    url = f"http://127.0.0.1:{lab.ports[service]}{path}"
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers={"Host": host}), timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def discovery(lab: Lab, service: str) -> int:
    return status_of(lab, service, "/.well-known/openid-configuration")


def test_a_running_lab_is_ready(client: LabClient) -> None:
    assert client.ready()
    client.wait_until_ready()


def test_a_lab_that_is_down_is_not(tmp_path_factory: pytest.TempPathFactory) -> None:
    client = LabClient(new_lab(tmp_path_factory.mktemp("none")), "any")
    assert not client.ready()
    with pytest.raises(ServiceDown, match="Azure AD tenant does not answer"):
        client.wait_until_ready(timedelta(milliseconds=30))


def test_another_labs_token_opens_nothing(running_lab: Lab) -> None:
    with pytest.raises(NotControlled, match="belongs to another lab"):
        LabClient(running_lab, "of-another-lab").reset()


def test_it_speaks_to_the_services_it_is_given(running_lab: Lab, client: LabClient) -> None:
    contained = LabClient(running_lab, running_lab.token_file.read_text(), probed("compose"))
    assert set(contained.offsets()) == {"azure-ad", "okta", "partner-idp", "ad-agent", "console"}
    assert set(client.offsets()) == {service.name for service in SERVICES}


def test_all_clocks_move_together(client: LabClient) -> None:
    client.advance(timedelta(days=1))
    client.advance(timedelta(hours=2))
    assert set(client.offsets().values()) == {timedelta(days=1, hours=2)}
    client.set_offset(timedelta())
    assert set(client.offsets().values()) == {timedelta()}


def test_time_goes_to_a_moment_and_on_from_there(client: LabClient) -> None:
    moment = datetime(2031, 5, 1, 9, 30, tzinfo=UTC)
    client.go_to(moment)
    assert moment - timedelta(seconds=1) < client.now() < moment + timedelta(seconds=30)


def test_a_fault_happens_as_often_as_it_was_asked_for(client: LabClient, running_lab: Lab) -> None:
    client.switch_on("okta", "unavailable", path="*openid-configuration", count=2, status=500)
    assert client.faults() == [ActiveFault("okta", "unavailable", "*openid-configuration", 2, {"status": 500})]
    assert [discovery(running_lab, "okta") for _ in range(3)] == [500, 500, 200]
    assert client.faults() == []


def test_faults_are_cleared_at_one_service_or_at_all(client: LabClient) -> None:
    for service in ("okta", "azure-ad"):
        client.switch_on(service, "slow")
    client.clear_faults("okta")
    assert [fault.service for fault in client.faults()] == ["azure-ad"]
    client.clear_faults()
    assert client.faults() == []


def test_a_fault_that_is_none_is_refused_in_the_services_words(client: LabClient) -> None:
    with pytest.raises(ControlRefused, match="Okta org refuses: okta has no fault 'nonsense'; there are: "):
        client.switch_on("okta", "nonsense")


def test_hops_of_all_services_come_in_order(client: LabClient, running_lab: Lab) -> None:
    for service in ("okta", "azure-ad", "okta"):
        status_of(running_lab, service, "/nowhere")
    assert [hop.service for hop in client.hops()] == ["okta", "azure-ad", "okta"]
    assert [hop.path for hop in client.hops("azure-ad")] == ["/nowhere"]
    client.clear_hops()
    assert client.hops() == []


def test_more_hops_come_than_one_answer_holds(running_lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    """The services hand out some thousands at a time; here it is two."""

    def call(_: ControlApi, service: str, method: str, path: str, body: object = None) -> bytes:
        after = int(path.removeprefix("hops?after="))
        fields = {"at": 0, "lab_time": 0, "ms": 1, "method": "GET", "path": "/", "status": 200}
        page = [{"id": id, "service": service, **fields} for id in range(after + 1, min(after + 3, 6))]
        return json.dumps({"hops": page}).encode()

    monkeypatch.setattr(ControlApi, "call", call)
    assert [hop.id for hop in LabClient(running_lab, "any").hops("okta")] == [1, 2, 3, 4, 5]


def test_a_reset_takes_everything_back(client: LabClient, running_lab: Lab) -> None:
    client.advance(timedelta(days=1))
    client.switch_on("okta", "slow")
    status_of(running_lab, "azure-ad", "/nowhere")
    client.reset()
    assert (client.faults(), client.hops(), set(client.offsets().values())) == ([], [], {timedelta()})


def test_snapshots_are_kept_by_name(client: LabClient) -> None:
    client.snapshot("before")
    client.restore("before")
    with pytest.raises(ControlRefused, match=r"refuses: .*never_taken"):
        client.restore("never_taken")
    with pytest.raises(ControlRefused, match="lower-case letters, digits and _ only"):
        client.snapshot("No Name")


def test_the_org_has_a_mailbox_and_the_others_have_none(client: LabClient) -> None:
    assert client.mails("okta", "alice@contoso.example") == client.mails("azure-ad") == []


def test_snapshots_and_resets_know_the_orgs_that_were_founded(client: LabClient, running_lab: Lab) -> None:
    """An org founded after a snapshot is gone when that is restored, and is back with a later one."""
    client.snapshot("before")
    host = founded(running_lab)
    assert status_of(running_lab, "okta", KEYS, host) == 200
    client.snapshot("after")
    client.restore("before")
    assert status_of(running_lab, "okta", KEYS, host) == 404
    client.restore("after")
    assert status_of(running_lab, "okta", KEYS, host) == 200
    client.reset()
    assert status_of(running_lab, "okta", KEYS, host) == 404


def founded(lab: Lab) -> str:
    """Found an org as the Okta CLI does; return its host name and port."""
    base = f"http://127.0.0.1:{lab.ports['okta']}"
    profile = {"firstName": "Fay", "lastName": "Founder", "email": "fay@founders.example"}
    body, kind = json.dumps({"userProfile": profile}).encode(), {"Content-Type": "application/json"}
    register = urllib.request.Request(f"{base}/api/v1/registration/any/register", body, kind)
    with urllib.request.urlopen(register, timeout=5) as answer:
        token = json.load(answer)["developerOrgCliToken"]
    with urllib.request.urlopen(f"{base}/api/internal/v1/developer/redeem/{token}", timeout=5) as answer:
        return str(json.load(answer)["orgUrl"]).removeprefix("http://")


def test_people_are_made_by_number(client: LabClient) -> None:
    """At Azure AD alone; a reset forgets them."""
    assert client.make_people("azure-ad", 0, 60) == 60
    assert client.make_people("azure-ad", 50, 60) == 50
    client.reset()
    assert client.make_people("azure-ad", 0, 10) == 10
    with pytest.raises(ControlRefused, match="makes no people"):
        client.make_people("okta", 0, 10)
    with pytest.raises(ControlRefused, match="at most 5000"):
        client.make_people("azure-ad", 0, 5001)
    client.reset()
