"""Which user an external identity is: the decision tree of Okta fact sheet 3.4, row by row."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from sqlalchemy import update

from mocks.kit.artifacts import Statements
from mocks.kit.web import Unit
from mocks.oauth.errors import OAuthError
from mocks.okta.directory import groups, identity_providers, links, users
from mocks.okta.directory.identity_providers import IdentityProvider
from mocks.okta.directory.users import USERS, Status
from mocks.okta.errors import wording
from mocks.okta.idps import ExternalIdentity
from mocks.okta.provisioning import link
from mocks.okta.provisioning.link import Outcome
from mocks.tests.cast import AZURE_IDP, CONTRACTORS_IDP, ERIN, GRACE, OLIVIA
from mocks.tests.parties import Parties

ALICE = {"email": "alice@contoso.example", "given_name": "Alice", "family_name": "Adams", "name": "Alice Adams"}
TABLES = ("users", "account_links", "group_members", "system_log")


@pytest.fixture
def unit(parties: Parties) -> Iterator[Unit]:
    here = Unit(parties.okta.runtime, Statements(parties.okta.runtime.store.metadata.tables["artifacts"]))
    yield here
    here.abandon()


def provider(unit: Unit, **policy: object) -> IdentityProvider:
    """Return Azure AD with some of its policy changed."""
    idp = identity_providers.active(unit.db, AZURE_IDP)
    assert idp
    return msgspec.structs.replace(idp, policy=msgspec.structs.replace(idp.policy, **policy))


def admit(unit: Unit, claims: dict[str, Any], sub: str = "sub-1", **policy: object) -> Outcome:
    return link.admit(unit, provider(unit, **policy), ExternalIdentity("https://issuer", sub, claims, "token"))


def refused(unit: Unit, claims: dict[str, Any], sub: str = "sub-1", **policy: object) -> str:
    """Return the internal reason of a refusal, during which nothing was written."""
    before = written(unit)
    with pytest.raises(OAuthError) as caught:
        admit(unit, claims, sub, **policy)
    assert written(unit) == before
    code = wording(caught.value).code
    created = code.startswith("jit_failure")
    assert (caught.value.error, caught.value.status) == (("jit_failure", 400) if created else ("access_denied", 403))
    return code


def written(unit: Unit) -> list[object]:
    tables = unit.runtime.store.metadata.tables
    return [[tuple(row) for row in unit.db.execute(tables[name].select())] for name in TABLES]


def as_claims(login: str) -> dict[str, Any]:
    return ALICE | {"email": login}


def set_status(unit: Unit, login: str, status: Status) -> None:
    unit.db.execute(update(USERS).where(USERS.c.login_key == login).values(status=status.value))


def test_row_1_a_link_is_never_matched_again(unit: Unit) -> None:
    """The same `sub`: that user, although address and name have changed, and although nobody else would be linked."""
    created = admit(unit, ALICE)
    again = admit(unit, as_claims("alice.married@contoso.example"), account_link="DISABLED", provisioning="DISABLED")
    assert (again.how, again.user.id) == ("linked", created.user.id)
    stranger = admit(unit, as_claims("somebody@else.example"))
    assert stranger.user.id == created.user.id, "not even the username filter is asked again"


def test_row_1_another_subject_with_the_same_address_is_no_link(unit: Unit) -> None:
    """Azure AD's `sub` is pairwise: a new app registration breaks links (Okta fact sheet 12.18)."""
    admit(unit, ALICE, "sub-1")
    assert refused(unit, ALICE, "sub-2") == "link_failure"
    assert refused(unit, ALICE, "SUB-1") == "link_failure", "subjects are case-sensitive (OpenID Connect Core 2)"


@pytest.mark.parametrize("claims", [{}, {"email": ""}, {"email": None}, {"email": ["a@contoso.example"]}])
def test_row_2_without_the_attribute_of_the_template_nobody_is_found(unit: Unit, claims: dict[str, Any]) -> None:
    assert refused(unit, {"given_name": "Nora", "family_name": "Nash"} | claims) == (
        "failed_username_transform_missed_field"
    )


def test_row_2_a_template_that_is_wrong_is_told(unit: Unit) -> None:
    reason = refused(unit, ALICE, username_template="idpuser.email +")
    assert reason == "failed_username_transform_invalid_expression"


@pytest.mark.parametrize(
    "email", ["a@fabrikam.example", "a@contoso.example.evil.example", "a@evil@contoso.example", "@contoso.example"]
)
def test_row_3_the_filter_must_match_the_whole_username(unit: Unit, email: str) -> None:
    assert refused(unit, as_claims(email)) == "username_filtered"


def test_row_3_the_filter_knows_no_case(unit: Unit) -> None:
    assert admit(unit, as_claims("ALICE@CONTOSO.EXAMPLE")).how == "created"


def test_row_4_more_than_one_match_is_none(unit: Unit) -> None:
    """Two people of one address, found by e-mail."""
    unit.db.execute(update(USERS).values(email_key="grace@contoso.example"))
    assert refused(unit, as_claims(GRACE.username), match_type="EMAIL") == "multiple_matching_users"
    assert refused(unit, as_claims(GRACE.username), match_type="USERNAME_OR_EMAIL") == "multiple_matching_users"


def test_row_5_one_match_is_linked(unit: Unit) -> None:
    outcome = admit(unit, as_claims("GRACE@contoso.example"))
    assert (outcome.how, outcome.user.login) == ("matched", GRACE.username)
    assert links.user_of(unit.db, AZURE_IDP, "sub-1") == outcome.user.id
    assert admit(unit, as_claims("anything@contoso.example")).how == "linked"


def test_row_5_a_match_by_address_alone(unit: Unit) -> None:
    unit.db.execute(
        update(USERS).where(USERS.c.login_key == OLIVIA.username).values(email_key="olivia@contoso.example")
    )
    assert admit(unit, as_claims("olivia@contoso.example"), match_type="EMAIL").user.login == OLIVIA.username


def test_row_5_by_username_an_address_is_no_match(unit: Unit) -> None:
    unit.db.execute(update(USERS).where(USERS.c.login_key == OLIVIA.username).values(email_key="o@contoso.example"))
    assert admit(unit, as_claims("o@contoso.example")).how == "created"


def set_attribute(unit: Unit, login: str, **values: str) -> None:
    user = users.by_login(unit.db, login)
    assert user
    users.update_profile(unit.db, user.id, user.profile | values, unit.runtime.clock.now())


def test_row_5_a_match_by_an_attribute(unit: Unit) -> None:
    set_attribute(unit, GRACE.username, employeeNumber="E-100")
    policy: dict[str, object] = {
        "match_type": "CUSTOM_ATTRIBUTE",
        "match_attribute": "employeeNumber",
        "username_template": "idpuser.number",
        "username_filter": None,
    }
    outcome = admit(unit, as_claims("else@contoso.example") | {"number": "e-100"}, "sub-1", **policy)
    assert (outcome.how, outcome.user.login) == ("matched", GRACE.username)
    set_attribute(unit, ERIN.username, employeeNumber="E-100")
    assert refused(unit, ALICE | {"number": "E-100"}, "sub-2", **policy) == "multiple_matching_users"


def test_row_5_a_person_may_be_linked_to_two_providers(unit: Unit) -> None:
    """Each provider has its own subject for the same user."""
    first = admit(unit, as_claims(GRACE.username))
    other = identity_providers.active(unit.db, CONTRACTORS_IDP)
    assert other
    policy = msgspec.structs.replace(other.policy, username_filter=None)
    other = msgspec.structs.replace(other, policy=policy)
    second = link.admit(unit, other, ExternalIdentity("https://other", "sub-9", as_claims(GRACE.username), "token"))
    assert (second.how, second.user.id) == ("matched", first.user.id)
    assert set(links.providers_of(unit.db, first.user.id)) == {AZURE_IDP, CONTRACTORS_IDP}


def test_row_6_nobody_who_is_excluded_is_linked(unit: Unit) -> None:
    grace = users.by_login(unit.db, GRACE.username)
    assert grace
    assert refused(unit, as_claims(GRACE.username), account_link_excluded_user_ids=(grace.id,)) == "link_denied_user"
    assert admit(unit, ALICE, account_link_excluded_user_ids=(grace.id,)).how == "created"


def test_row_6_only_members_of_some_groups_may_be_linked(unit: Unit) -> None:
    linkable = (groups.id_of(unit.db, "Linkable"),)
    assert refused(unit, as_claims(GRACE.username), account_link_group_ids=linkable) == "link_denied_group"
    employees = (*linkable, groups.id_of(unit.db, "Contoso Employees"))
    assert admit(unit, as_claims(GRACE.username), account_link_group_ids=employees).how == "matched"


def test_row_7_where_linking_is_off_a_match_is_refused(unit: Unit) -> None:
    """Neither linked by accident nor doubled by JIT."""
    assert refused(unit, as_claims(GRACE.username), account_link="DISABLED") == "link_disabled"


def test_row_8_nobody_there_is_created(unit: Unit) -> None:
    outcome = admit(unit, ALICE)
    assert (outcome.how, outcome.user.login) == ("created", "alice@contoso.example")
    assert links.user_of(unit.db, AZURE_IDP, "sub-1") == outcome.user.id


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"given_name": ""}, "jit_failure_missing_fields"),
        ({"family_name": None}, "jit_failure_missing_fields"),
        ({"given_name": "x" * 51}, "jit_failure_values_too_long"),
        ({"email": "x" * 90 + "@contoso.example"}, "jit_failure_values_too_long"),
        ({"given_name": ["Alice"]}, "jit_failure_missing_fields"),
    ],
)
def test_row_8_what_does_not_fit_the_schema_is_refused(unit: Unit, changes: dict[str, Any], reason: str) -> None:
    assert refused(unit, ALICE | changes) == reason


@pytest.mark.parametrize("name", ["ab", "alice", "x" * 101, "x" * 5000])
def test_row_8_a_login_is_an_address_of_5_to_100_characters(unit: Unit, name: str) -> None:
    reason = refused(
        unit, ALICE | {"preferred_username": name}, username_template="idpuser.preferred_username", username_filter=None
    )
    assert reason == "jit_failure_invalid_login_format"


def test_row_8_an_address_that_is_none_is_refused(unit: Unit) -> None:
    """Okta fact sheet 4.2: email, e-mail syntax, 5 to 100; the login may come from elsewhere."""
    claims = ALICE | {"upn": "alice@contoso.example", "email": "alice"}
    assert refused(unit, claims, username_template="idpuser.upn") == "jit_failure_values_not_match_pattern"


def test_row_9_where_creation_is_off_nobody_is_created(unit: Unit) -> None:
    assert refused(unit, ALICE, provisioning="DISABLED") == "jit_disabled"
    assert admit(unit, as_claims(GRACE.username), provisioning="DISABLED").how == "matched"


@pytest.mark.parametrize(
    ("status", "condition"),
    [
        (Status.DEPROVISIONED, {}),
        (Status.DEPROVISIONED, {"suspended": "UNSUSPEND"}),
        (Status.SUSPENDED, {}),
        (Status.SUSPENDED, {"deprovisioned": "REACTIVATE"}),
    ],
)
@pytest.mark.parametrize("linked", [True, False])
def test_row_10_a_user_who_was_switched_off_stays_so(
    unit: Unit, status: Status, condition: dict[str, str], linked: bool
) -> None:
    if linked:
        admit(unit, as_claims(GRACE.username))
    set_status(unit, GRACE.username, status)
    assert refused(unit, as_claims(GRACE.username), **condition) == "invalid_user_status_error"


@pytest.mark.parametrize(
    ("status", "condition", "event"),
    [
        (Status.DEPROVISIONED, {"deprovisioned": "REACTIVATE"}, "user.lifecycle.reactivate"),
        (Status.SUSPENDED, {"suspended": "UNSUSPEND"}, "user.lifecycle.unsuspend"),
    ],
)
@pytest.mark.parametrize("linked", [True, False])
def test_row_10_unless_the_provider_may_switch_them_on(
    unit: Unit, status: Status, condition: dict[str, str], event: str, linked: bool
) -> None:
    if linked:
        admit(unit, as_claims(GRACE.username))
    set_status(unit, GRACE.username, status)
    outcome = admit(unit, as_claims(GRACE.username), **condition)
    assert outcome.user.status is Status.ACTIVE
    assert users.by_id(unit.db, outcome.user.id) == outcome.user
    assert event in repr(written(unit))


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (Status.LOCKED_OUT, "invalid_user_status_error"),
        (Status.RECOVERY, "invalid_user_status_error"),
        (Status.PASSWORD_EXPIRED, "password_expired"),
    ],
)
@pytest.mark.parametrize("linked", [True, False])
def test_row_11_a_local_user_in_trouble_is_refused(unit: Unit, status: Status, reason: str, linked: bool) -> None:
    if linked:
        admit(unit, as_claims(GRACE.username))
    set_status(unit, GRACE.username, status)
    assert refused(unit, as_claims(GRACE.username)) == reason


@pytest.mark.parametrize("status", [Status.STAGED, Status.PROVISIONED])
def test_row_11_a_user_who_never_signed_in_becomes_active(unit: Unit, status: Status) -> None:
    set_status(unit, GRACE.username, status)
    assert admit(unit, as_claims(GRACE.username)).user.status is Status.ACTIVE


def test_a_login_that_is_taken_meanwhile_is_a_refusal(unit: Unit) -> None:
    """A mapping may rename people; into somebody else's name it may not."""
    idp = provider(unit)
    renaming = msgspec.structs.replace(idp, mapping={**idp.mapping, "login": "appuser.email"})
    link.admit(unit, renaming, ExternalIdentity("i", "sub-1", ALICE, "t"))
    with pytest.raises(OAuthError) as caught:
        link.admit(unit, renaming, ExternalIdentity("i", "sub-1", as_claims(ERIN.username), "t"))
    assert wording(caught.value).code == "jit_update_failure"
