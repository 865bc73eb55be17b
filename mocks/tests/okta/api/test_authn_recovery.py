"""Getting back in. Expectations: Okta fact sheet 2.4 and 6.4."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from mocks.okta.directory import mailbox, system_log, users
from mocks.okta.directory.users import Status
from mocks.tests.cast import ALICE, ERIN, OLIVIA
from mocks.tests.okta.api.admin import Admin
from mocks.tests.okta.api.test_authn import CANCEL, RIGHT, link, put
from mocks.tests.okta.org_policies import default
from mocks.tests.okta.test_forgot_password import links, set_rule
from mocks.tests.parties import Parties

NEW = "Quiet-Harbour-27"
LOST = {"username": OLIVIA.username, "factorType": "EMAIL"}
QUESTION = {"question": "Who is a major player in the scene?", "answer": "Annie Oakley"}


@pytest.fixture
def question(admin: Admin) -> None:
    """Olivia has a recovery question, and the policy asks it."""
    factors = {"recovery_question": {"status": "ACTIVE"}}
    admin.put(default(admin, "PASSWORD"), {"name": "Default Policy", "settings": {"recovery": {"factors": factors}}})
    admin.post(f"/users/{OLIVIA.username}", {"credentials": {"recovery_question": QUESTION}})


def mailed(parties: Parties) -> str:
    """The token of the newest link in the mailbox."""
    return links(parties)[0].rpartition("/")[2]


def reset(nobody: Admin, begun: dict[str, Any], password: str = NEW) -> Any:
    body = {"stateToken": begun["stateToken"], "newPassword": password}
    return nobody.post("/authn/credentials/reset_password", body)


def test_from_a_mail_to_a_new_password(nobody: Admin, parties: Parties) -> None:
    """No state token beside the mail; its token works once; the new password earns a session token."""
    asked = nobody.post("/authn/recovery/password", LOST)
    told = {"status": "RECOVERY_CHALLENGE", "factorResult": "WAITING", "factorType": "EMAIL"}
    assert asked == told | {"recoveryType": "PASSWORD"}
    token = {"recoveryToken": mailed(parties)}
    begun = nobody.post("/authn/recovery/token", token)
    assert (begun["status"], begun["recoveryType"]) == ("PASSWORD_RESET", "PASSWORD")
    next_link = link("resetPassword", "credentials/reset_password")
    assert begun["_links"] == {"next": next_link, "cancel": CANCEL}
    assert begun["_embedded"]["policy"]["complexity"]["minLength"] == 8
    assert nobody.refused("POST", "/authn/recovery/token", token) == (401, "E0000011")
    weak = {"stateToken": begun["stateToken"], "newPassword": "weak"}
    assert nobody.refused("POST", "/authn/credentials/reset_password", weak) == (403, "E0000080")
    done = reset(nobody, begun)
    assert (done["status"], "recoveryType" in done) == ("SUCCESS", False)
    assert nobody.post("/sessions", {"sessionToken": done["sessionToken"]})["login"] == OLIVIA.username
    assert nobody.refused("POST", "/authn", RIGHT) == (401, "E0000004")


@pytest.mark.parametrize("name", ["nobody@nowhere.example", ALICE.username])
@pytest.mark.parametrize("what", ["password", "unlock"])
def test_who_asks_learns_nothing(nobody: Admin, parties: Parties, name: str, what: str) -> None:
    """The same answer for everybody, and no mail for who may not recover."""
    answer = nobody.post(f"/authn/recovery/{what}", LOST | {"username": name, "relayState": "here"})
    assert (answer["status"], answer["relayState"]) == ("RECOVERY_CHALLENGE", "here")
    assert links(parties) == []
    assert nobody.refused("POST", f"/authn/recovery/{what}", {"username": name}) == (400, "E0000001")


def test_a_trusted_application_gets_the_token_itself(admin: Admin, parties: Parties) -> None:
    """Without a factor type; what is not allowed is said: E0000095 for nobody, E0000034, E0000032."""
    begun = admin.post("/authn/recovery/password", {"username": OLIVIA.username, "relayState": "here"})
    assert (begun["status"], begun["recoveryType"], begun["relayState"]) == ("RECOVERY", "PASSWORD", "here")
    assert begun["_links"]["next"] == link("recovery", "recovery/token")
    assert begun["_embedded"]["user"]["profile"]["login"] == OLIVIA.username
    assert links(parties) == []
    token = {"recoveryToken": begun["recoveryToken"]}
    assert admin.post("/authn/recovery/token", token)["status"] == "PASSWORD_RESET"
    unknown = {"username": "nobody@nowhere.example"}
    assert admin.refused("POST", "/authn/recovery/password", unknown) == (403, "E0000095")
    set_rule(admin, selfServicePasswordReset={"access": "DENY"})
    mine = {"username": OLIVIA.username}
    assert admin.refused("POST", "/authn/recovery/password", mine) == (403, "E0000034")
    assert admin.refused("POST", "/authn/recovery/unlock", mine) == (403, "E0000032")


@pytest.mark.usefixtures("question")
def test_the_question_comes_first(admin: Admin, nobody: Admin, parties: Parties) -> None:
    """RECOVERY with the question; E0000087 for a wrong answer; case aside the right one leads on."""
    nobody.post("/authn/recovery/password", LOST)
    begun = nobody.post("/authn/recovery/token", {"recoveryToken": mailed(parties)})
    assert begun["status"] == "RECOVERY"
    assert begun["_embedded"]["user"]["recovery_question"] == {"question": QUESTION["question"]}
    assert begun["_links"]["next"] == link("answer", "recovery/answer")
    body = {"stateToken": begun["stateToken"], "newPassword": NEW}
    assert nobody.refused("POST", "/authn/credentials/reset_password", body) == (403, "E0000079")
    answer = {"stateToken": begun["stateToken"]}
    wrong = answer | {"answer": "Calamity Jane"}
    assert nobody.refused("POST", "/authn/recovery/answer", wrong) == (403, "E0000087")
    right = nobody.post("/authn/recovery/answer", answer | {"answer": "annie oakley"})
    assert right["status"] == "PASSWORD_RESET"
    assert reset(nobody, right)["status"] == "SUCCESS"


@pytest.mark.usefixtures("question")
def test_nobody_guesses_for_long(nobody: Admin, parties: Parties) -> None:
    """The fifth wrong answer ends it, and the mail's token is spent."""
    nobody.post("/authn/recovery/password", LOST)
    begun = nobody.post("/authn/recovery/token", {"recoveryToken": mailed(parties)})
    wrong = {"stateToken": begun["stateToken"], "answer": "Calamity Jane"}
    codes = [nobody.refused("POST", "/authn/recovery/answer", wrong)[1] for _ in range(6)]
    assert codes == [*5 * ["E0000087"], "E0000011"]


def test_a_lock_is_lifted_by_mail_where_the_policy_lets(admin: Admin, nobody: Admin, parties: Parties) -> None:
    """SUCCESS without a session token: the password is still to come."""
    put(parties, Status.LOCKED_OUT, ERIN)
    nobody.post("/authn/recovery/unlock", LOST | {"username": ERIN.username})
    assert links(parties) == []
    set_rule(admin, selfServiceUnlock={"access": "ALLOW"})
    nobody.post("/authn/recovery/unlock", LOST | {"username": ERIN.username})
    done = nobody.post("/authn/recovery/token", {"recoveryToken": mailed(parties)})
    assert (done["status"], done["recoveryType"]) == ("SUCCESS", "UNLOCK")
    assert not {"sessionToken", "stateToken", "expiresAt"} & set(done)
    assert nobody.post("/authn", {"username": ERIN.username, "password": ERIN.password})["status"] == "SUCCESS"
    with parties.okta.db() as db:
        assert "user.account.unlock" in [event.event_type for event in system_log.latest(db)]


def test_an_activation_link_s_token_begins_with_a_password(admin: Admin, nobody: Admin) -> None:
    """PASSWORD_RESET as ACCOUNT_ACTIVATION; the link is spent with the password, not before."""
    profile = {"login": "paula@contoso.example", "email": "paula@contoso.example", "firstName": "P", "lastName": "Q"}
    made = admin.post("/users", {"profile": profile}, activate="false")
    sent = admin.post(f"/users/{made['id']}/lifecycle/activate", sendEmail="false")
    token = {"token": sent["activationToken"]}
    first = admin.post("/authn", token)
    assert (first["status"], first["recoveryType"]) == ("PASSWORD_RESET", "ACCOUNT_ACTIVATION")
    second = nobody.post("/authn", token)
    assert reset(nobody, second)["status"] == "SUCCESS"
    assert admin.get(f"/users/{made['id']}")["status"] == "ACTIVE"
    body = {"stateToken": first["stateToken"], "newPassword": "Other-Harbour-28"}
    assert nobody.refused("POST", "/authn/credentials/reset_password", body) == (401, "E0000011")
    assert nobody.refused("POST", "/authn", token) == (401, "E0000004")
    assert nobody.post("/authn", {"username": profile["login"], "password": NEW})["status"] == "SUCCESS"


def test_an_administrator_s_reset_leads_in_the_same_way(admin: Admin, nobody: Admin, parties: Parties) -> None:
    """4.4: status RECOVERY until the new password is chosen; the old one is refused."""
    sent = admin.post(f"/users/{ERIN.username}/lifecycle/reset_password", sendEmail="false")
    old = {"username": ERIN.username, "password": ERIN.password}
    assert nobody.refused("POST", "/authn", old) == (401, "E0000004")
    token = {"recoveryToken": sent["resetPasswordUrl"].rpartition("/")[2]}
    assert reset(nobody, nobody.post("/authn/recovery/token", token))["status"] == "SUCCESS"
    with parties.okta.db() as db:
        user = users.by_login(db, ERIN.username)
    assert user
    assert user.status is Status.ACTIVE


def test_a_suspension_ends_a_recovery(nobody: Admin, parties: Parties) -> None:
    nobody.post("/authn/recovery/password", LOST)
    token = {"recoveryToken": mailed(parties)}
    begun = nobody.post("/authn/recovery/token", token)
    put(parties, Status.SUSPENDED)
    body = {"stateToken": begun["stateToken"], "newPassword": NEW}
    assert nobody.refused("POST", "/authn/credentials/reset_password", body) == (401, "E0000011")


def test_the_mail_says_what_it_is_for(admin: Admin, nobody: Admin, parties: Parties) -> None:
    set_rule(admin, selfServiceUnlock={"access": "ALLOW"})
    put(parties, Status.LOCKED_OUT, ERIN)
    nobody.post("/authn/recovery/unlock", LOST | {"username": ERIN.username})
    with parties.okta.db() as db:
        (mail,) = mailbox.MAILBOX.latest(db)
    assert mail.mail.subject == "Unlock your Contoso account"
    assert "/unlock_account/" in mail.mail.link


def test_of_many_at_once_one_wins(nobody: Admin, parties: Parties) -> None:
    """A recovery token is exchanged once, and a state token ends once, however many hold them at the same moment."""
    nobody.post("/authn/recovery/password", LOST)
    token = {"recoveryToken": mailed(parties)}
    with ThreadPoolExecutor(8) as pool:
        begun = list(pool.map(lambda _: nobody.send("POST", "/authn/recovery/token", token), range(8)))
    assert sorted(answer.status_code for answer in begun) == [200, *7 * [401]]
    (first,) = (answer.get_json()["stateToken"] for answer in begun if answer.status_code == 200)
    chosen = [{"stateToken": first, "newPassword": f"Quiet-Harbour-{number}"} for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda body: nobody.send("POST", "/authn/credentials/reset_password", body), chosen))
    won = [body for body, answer in zip(chosen, done, strict=True) if answer.status_code == 200]
    assert len(won) == 1
    assert nobody.post("/authn", RIGHT | {"password": won[0]["newPassword"]})["status"] == "SUCCESS"
