"""What the token endpoint says of a password: the account's states in JSON (fact sheet sections 3.6, 6.1 and 9)."""

import pytest

from mocks.tests.browser import Person
from mocks.tests.cast import ALICE, BORIS, DAVE, MONA, OSCAR, SECURED_APP_AT_AZURE
from mocks.tests.parties import Parties

APP, SECURED = None, SECURED_APP_AT_AZURE


@pytest.mark.parametrize(
    ("person", "client_id", "code", "suberror"),
    [
        (Person("nobody@contoso.example", "x"), APP, 50034, "bad_token"),
        (Person(ALICE.username, "wrong"), APP, 50126, None),
        (DAVE, APP, 50057, None),
        (OSCAR, APP, 50055, "user_password_expired"),
        (MONA, SECURED, 50076, "basic_action"),
        (ALICE, SECURED, 50079, "basic_action"),
        (BORIS, APP, 53003, "message_only"),
    ],
)
def test_each_state_has_its_number(
    parties: Parties, person: Person, client_id: str | None, code: int, suberror: str | None
) -> None:
    """Always invalid_grant at the v2.0 endpoint; policies say by `claims` what to ask for."""
    app = parties.app_at_azure()
    form = {"grant_type": "password", "client_id": client_id or app.client_id, "client_secret": app.client_secret}
    who = {"username": person.username, "password": person.password, "scope": "openid"}
    answer = app.post(app.metadata["token_endpoint"], form | who)
    body = answer.get_json()
    assert (answer.status_code, body["error"], body["error_codes"]) == (400, "invalid_grant", [code])
    assert body.get("suberror") == suberror
    assert ("claims" in body) is (code in (50076, 50079, 53003))
