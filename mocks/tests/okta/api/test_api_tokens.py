"""API tokens through the management API. Expectations: Okta fact sheet 7.1."""

from mocks.tests.okta.api.admin import TOKEN, Admin
from mocks.tests.parties import Parties

ID = "00Tatestatestatestat"


def test_a_token_is_shown_without_its_value(admin: Admin) -> None:
    """7.1: what it is, whose, and until when; the value was shown once."""
    (token,) = admin.get("/api-tokens")
    assert token == admin.get(f"/api-tokens/{ID}")
    assert (token["id"], token["name"], token["clientName"]) == (ID, "tests", "Okta API")
    assert token["tokenWindow"] == "P30D"
    assert token["userId"] == admin.get("/users/me")["id"]
    assert token["expiresAt"].endswith(".000Z")
    assert TOKEN not in repr(token)


def test_a_revoked_token_is_refused_from_then_on(admin: Admin) -> None:
    """7.1: revoked by its id or by itself, it is an invalid token."""
    admin.delete("/api-tokens/current")
    assert admin.refused("GET", "/api-tokens") == (401, "E0000011")


def test_revoking_is_recorded(admin: Admin, parties: Parties) -> None:
    """8.3: `system.api_token.revoke` with the token as target."""
    admin.delete(f"/api-tokens/{ID}")
    (row,) = [row for row in parties.okta.rows("system_log")["system_log"] if "system.api_token.revoke" in row]
    assert ID in repr(row)


def test_an_unknown_token_is_not_found(admin: Admin, nobody: Admin) -> None:
    assert admin.refused("GET", "/api-tokens/00Tnowhere") == (404, "E0000007")
    assert admin.refused("DELETE", "/api-tokens/00Tnowhere") == (404, "E0000007")
    assert nobody.refused("DELETE", "/api-tokens/current") == (403, "E0000005")
