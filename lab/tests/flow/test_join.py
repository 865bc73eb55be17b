"""Hops are joined to sign-ins by what the protocol carries, and to nothing else."""

from lab.flow.flow import Flow
from lab.flow.hop import Hop, Page
from lab.flow.join import join
from lab.tests.flow.recorded import BROWSER, URLS, SignIn, by_azure, by_partner, refused_by_okta, with_wrong_password


def ids(flow: Flow) -> set[int]:
    return {hop.id for hop in flow.hops}


def ids_of(signin: SignIn) -> set[int]:
    return {hop.id for hop in signin.hops}


def test_a_sign_in_is_one_flow_from_the_start_to_the_welcome_page() -> None:
    """Every hop is in it: front channel, back channel with its key fetch, and pages without any parameter."""
    signin = by_azure("alice")

    (flow,) = join(signin.hops, URLS)

    assert ids(flow) == ids_of(signin)
    assert flow.hops[0].path == "/"
    assert flow.hops[-1].page.heading == "Welcome home!"


def test_interleaved_sign_ins_of_two_browsers_do_not_mix() -> None:
    """Same pages, same moments, same User-Agent: every hop still goes to its own browser's flow."""
    alice, carol = by_azure("alice", at=1000.0), by_azure("carol", at=1000.05)
    mixed = sorted((*alice.hops, *carol.hops), key=lambda hop: hop.at)

    flows = join(mixed, URLS)

    assert [ids(flow) for flow in flows] == [ids_of(carol), ids_of(alice)]


def test_browsers_without_cookies_are_told_apart_by_order() -> None:
    """A first visit carries nothing: who was redirected first is taken to ask first."""
    one, other = SignIn("one", at=1000.0), SignIn("other", at=1000.1)
    for signin in (one, other):
        signin.add("webapp", "GET", "/", 302, location="/oauth2/authorization/okta", cookies=())
        address = f"{URLS['okta']}/authorize"
        signin.add("webapp", "GET", "/oauth2/authorization/okta", 302, location=address, redirect=signin.login)

    assert [ids(flow) for flow in join([*one.hops, *other.hops], URLS)] == [ids_of(other), ids_of(one)]


def test_a_page_that_nobody_answers_belongs_to_its_sign_in() -> None:
    """A wrong password ends at a form: its transaction is all that ties it to the authorization request."""
    signin = with_wrong_password("alice")

    (flow,) = join(signin.hops, URLS)

    assert ids(flow) == ids_of(signin)


def test_a_partner_is_an_identity_provider_like_another() -> None:
    signin = by_partner("bob")

    (flow,) = join(signin.hops, URLS)

    assert ids(flow) == ids_of(signin)
    assert flow.parties == ["browser", "webapp", "okta", "partner-idp"]


def test_a_refused_sign_in_is_a_flow() -> None:
    signin = refused_by_okta("frank", "User status is invalid.")

    assert [ids(flow) for flow in join(signin.hops, URLS)] == [ids_of(signin)]


def test_unrelated_requests_stay_out() -> None:
    """Other pages, health checks, key fetches of other traces: nothing that carries no value of the sign-in."""
    signin, others = by_azure("alice"), SignIn("alice", at=1000.03)
    others.add("webapp", "GET", "/health", 200)
    others.add("webapp", "GET", "/profile", 200)
    others.add("okta", "GET", "/oauth2/default/v1/keys", 200, caller="curl/8")
    others.add("okta", "GET", "/", 200)

    (flow,) = join([*signin.hops, *others.hops], URLS)

    assert ids(flow) == ids_of(signin)


def test_a_sign_out_is_no_part_of_the_sign_in() -> None:
    """Its ID token hint is the sign-in's ID token, and yet another errand."""
    signin, out = by_azure("alice"), SignIn("alice", at=1060.0)
    token = ("id-token-alice",)
    signin.add("okta", "POST", "/oauth2/default/v1/token", 200, (*token, "access-alice"), issued={"id_token": {}})
    sent = {"location": f"{URLS['okta']}/oauth2/default/v1/logout", "redirect": {"id_token_hint": "e…", "state": "out"}}
    out.add("webapp", "POST", "/logout", 303, token, **sent)
    query = {"id_token_hint": "e…", "state": "out"}
    back = {"location": "http://localhost:8080/", "redirect": {"state": "out"}}
    out.add("okta", "GET", "/oauth2/default/v1/logout", 302, token, query=query, **back)
    out.add("webapp", "GET", "/", 200, query={"state": "out"})

    (flow,) = join([*signin.hops, *out.hops], URLS)

    assert ids(flow) == ids_of(signin)


def test_a_client_that_always_sends_the_same_state_has_a_flow_each_time() -> None:
    """Test tools do that; one sign-in after the other must not grow into a single one."""
    first = by_azure("alice", at=1000.0, state="constant")
    second = by_azure("carol", at=1100.0, state="constant")

    flows = join([*first.hops, *second.hops], URLS)

    assert [ids(flow) for flow in flows] == [ids_of(second), ids_of(first)]


def test_a_redirect_is_not_followed_for_ever() -> None:
    """A request to the same address minutes later is another errand."""
    signin = by_azure("alice")
    signin.hops.pop()
    later = SignIn("alice", at=1900.0).add("webapp", "GET", "/", 200)

    (flow,) = join([*signin.hops, later], URLS)

    assert later.id not in ids(flow)


def test_an_application_that_cannot_even_ask_is_a_flow() -> None:
    """Okta is down: the start answers 502, and no authorization request was ever made."""
    signin = SignIn("alice")
    signin.add("webapp", "GET", "/", 302, location="/oauth2/authorization/okta")
    page = Page("The sign-in service cannot be reached", "There is no answer from it.")
    signin.add("webapp", "GET", "/oauth2/authorization/okta", 502, page=page)

    (flow,) = join(signin.hops, URLS)

    assert flow.headline == "Somebody was refused by Sample application"
    assert flow.outcome.why == "There is no answer from it."


def test_flows_are_found_by_the_id_of_any_of_their_parts() -> None:
    """A link made before the application's own hops were read leads to the whole flow afterwards."""
    signin = by_azure("alice")
    (partial,) = join([hop for hop in signin.hops if hop.service != "webapp"], URLS)
    (whole,) = join(signin.hops, URLS)

    assert whole.holds(partial.id)


def test_order_is_that_of_real_time() -> None:
    """A jump of the lab's time cannot shuffle a picture."""
    signin = by_azure("alice")
    jumped = [
        Hop(**{name: getattr(hop, name) for name in Hop.__struct_fields__} | {"lab_time": 0.0}) for hop in signin.hops
    ]

    (flow,) = join(reversed(jumped), URLS)

    assert [hop.id for hop in flow.hops] == [hop.id for hop in signin.hops]
    assert {hop.caller for hop in flow.hops} >= {BROWSER}
