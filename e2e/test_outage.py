"""Azure AD is down, slow or failing: a page says so, and the chain works again when it is back."""

from e2e.people import ALICE
from e2e.walk import Walk
from lab.client import LabClient
from lab.runners import Runner

AWAY = "Azure AD does not answer at the moment."


def test_azure_is_down(walk: Walk, runner: Runner) -> None:
    runner.stop(walk.lab, "azure-ad")
    try:
        walk.webapp.open()
        walk.okta.identify(ALICE.username)
        walk.okta.expect_error(AWAY)
    finally:
        runner.start(walk.lab, "azure-ad")
    walk.page.get_by_role("link", name="Try again").click()
    walk.okta.identify(ALICE.username)
    walk.azure.sign_in(ALICE.password)
    walk.webapp.expect_welcome(ALICE.name)


def test_azure_fails_while_alice_types(walk: Walk, client: LabClient) -> None:
    """Her password was right; the code cannot be redeemed. Nothing was changed, and the next try succeeds."""
    walk.to_azure(ALICE.username)
    walk.azure.next()
    walk.azure.password(ALICE.password)
    client.switch_on("azure-ad", "unavailable", path="*/token", count=1)
    walk.azure.stay_signed_in()
    walk.okta.expect_error(AWAY)
    walk.page.get_by_role("link", name="Try again").click()
    walk.okta.identify(ALICE.username)
    walk.webapp.expect_welcome(ALICE.name)


def test_azure_is_slow(walk: Walk, client: LabClient) -> None:
    """Slower than Okta waits: the page comes all the same."""
    walk.to_azure(ALICE.username)
    walk.azure.next()
    walk.azure.password(ALICE.password)
    client.switch_on("azure-ad", "slow", path="*/token", seconds=walk.lab.peer_timeout + 2)
    walk.azure.stay_signed_in()
    walk.okta.expect_error(AWAY)
    client.clear_faults()
    walk.webapp.open()
    walk.okta.identify(ALICE.username)
    walk.webapp.expect_welcome(ALICE.name)


def test_services_restart_and_nobody_signs_in_again(walk: Walk, runner: Runner) -> None:
    """Sessions, keys, links and directories survive a restart of every service."""
    walk.through_azure(ALICE)
    walk.webapp.expect_welcome(ALICE.name)
    subject = walk.webapp.profile()["sub"]
    for service in ("okta", "azure-ad", "webapp"):
        runner.restart(walk.lab, service)
    walk.webapp.sign_out(everywhere=False)
    walk.page.get_by_role("link", name="Sign in again").click()
    walk.webapp.expect_welcome(ALICE.name)
    assert walk.webapp.profile()["sub"] == subject
