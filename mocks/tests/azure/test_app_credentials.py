"""How an application proves itself: several secrets at once, each until its end."""

from datetime import timedelta

import msgspec

from mocks.azure import app_credentials
from mocks.azure.directory import app_registrations
from mocks.azure.directory.app_settings import PasswordCredential
from mocks.kit.passwords import hash_secret
from mocks.tests import cast, keys
from mocks.tests.cast import APP_AT_AZURE, APP_FOR_ALL_TENANTS, OTHER_TENANT, TENANT
from mocks.tests.parties import Parties
from mocks.tests.relying_party import RelyingParty

DEFAULT = "https://graph.microsoft.com/.default"


def ask(app: RelyingParty, secret: str) -> dict[str, object]:
    form = {"grant_type": "client_credentials", "client_id": app.client_id, "scope": DEFAULT, "client_secret": secret}
    answer: dict[str, object] = app.post(app.metadata["token_endpoint"], form).get_json()
    return answer


def test_two_secrets_are_good_at_once_until_one_ends(app: RelyingParty, parties: Parties) -> None:
    """Fact sheet 8: secrets are rolled over; 6.2: an old one is told from a wrong one."""
    ends = parties.clock.now() + timedelta(hours=1)
    with parties.azure.db() as db:
        found = app_registrations.anywhere(db, APP_AT_AZURE)
        assert found
        second = PasswordCredential("k2", hash_secret("second"), end_date_time=ends)
        both = (*found.settings.password_credentials, second)
        settings = msgspec.structs.replace(found.settings, password_credentials=both)
        app_registrations.configure(db, APP_AT_AZURE, settings)
    assert "access_token" in ask(app, "second")
    assert "access_token" in ask(app, cast.SECRET)
    parties.clock.move(timedelta(hours=1))
    assert ask(app, "second")["error_codes"] == [7000222]
    assert ask(app, "third")["error_codes"] == [7000215]
    assert "access_token" in ask(app, cast.SECRET)


def test_a_certificate_has_the_thumbprint_that_administrators_read() -> None:
    credential = app_credentials.of_certificate("app", keys.CERTIFICATE)
    assert len(credential.custom_key_identifier or "") == 40
    assert credential.key_id == app_credentials.of_certificate("app", keys.CERTIFICATE).key_id


def test_each_tenant_has_a_service_principal_of_its_own(parties: Parties) -> None:
    """Fact sheet 8: one registration, a principal where it is used; its id is the one in tokens."""
    with parties.azure.db() as db:
        at_home = app_registrations.usable_in(db, TENANT, APP_AT_AZURE)
        elsewhere = app_registrations.usable_in(db, TENANT, APP_FOR_ALL_TENANTS)
        assert app_registrations.usable_in(db, OTHER_TENANT, APP_AT_AZURE) is None
    assert at_home
    assert at_home.principal
    assert elsewhere
    assert elsewhere.principal is None
    app = parties.app_at_azure()
    assert app.claims(str(ask(app, cast.SECRET)["access_token"]))["oid"] == at_home.principal.id
