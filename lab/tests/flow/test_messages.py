"""Who spoke to whom: read from callers and traces, inferred where a party has no probe."""

from lab.flow.join import join
from lab.flow.messages import Message
from lab.tests.flow.recorded import CALLBACK, OKTA, TENANT, URLS, SignIn, by_azure, refused_by_okta


def ways(messages: tuple[Message, ...]) -> list[tuple[str, str, bool]]:
    return [(message.source, message.target, message.back) for message in messages]


def test_the_back_channel_has_its_callers() -> None:
    """Okta by the name it gives itself, the application by the trace of the request that it is serving."""
    (flow,) = join(by_azure("alice").hops, URLS)

    back = [(message.source, message.target) for message in flow.messages if message.back]

    assert back == [("okta", "azure-ad"), ("okta", "azure-ad"), ("webapp", "okta"), ("webapp", "okta")]


def test_an_application_without_a_probe_is_inferred() -> None:
    """From the redirect that the browser followed and from who redeemed the code."""
    (flow,) = join(by_azure("alice", watched=False).hops, URLS)

    inferred = [message for message in flow.messages if message.hop is None]

    assert ways(flow.messages)[0] == ("browser", "webapp", False)
    assert [(message.source, message.target, message.path) for message in inferred] == [
        ("browser", "webapp", ""),
        ("browser", "webapp", "/login/oauth2/code/okta"),
    ]
    assert ways(flow.messages)[-2:] == [("webapp", "okta", True)] * 2
    assert flow.messages.index(inferred[1]) == len(flow.messages) - 3
    assert flow.application == "webapp"


def test_an_error_is_inferred_to_have_reached_the_application() -> None:
    signin = refused_by_okta("frank", "User status is invalid.")
    (flow,) = join([hop for hop in signin.hops if hop.service != "webapp"], URLS)

    last = flow.messages[-1]
    assert (last.source, last.target, last.meaning) == ("browser", "webapp", "brings an error")


def test_anybodys_application_takes_part() -> None:
    """A program that is none of the lab's services is recognized by its redirect URI."""
    signin = SignIn("alice")
    signin.login["redirect_uri"] = "http://localhost:3000/callback"
    signin.ask()

    (flow,) = join(signin.hops, URLS)

    assert flow.application == "application"
    assert flow.parties == ["browser", "application", "okta"]


def test_an_application_in_the_browser_calls_by_itself() -> None:
    """A single-page application redeems its code from the browser: no back channel is made up for it."""
    signin = SignIn("alice")
    signin.ask()
    answer = {"code": "code-alice", "state": signin.state}
    signin.add("okta", "POST", "/signin/password", 302, ("state-token-alice",), location=CALLBACK, redirect=answer)
    form = {"grant_type": "authorization_code", "code": "code-alice"}
    signin.add("okta", "POST", "/oauth2/default/v1/token", 200, form=form, issued={"id_token": {"sub": "1"}})

    (flow,) = join(signin.hops, URLS)

    assert ways(flow.messages)[-1] == ("browser", "okta", False)


def test_a_form_that_is_posted_to_the_application_is_a_redirect() -> None:
    """response_mode=form_post: the page's form says where the browser goes (OAuth 2.0 Form Post Response Mode)."""
    signin = SignIn("alice")
    answer = {"code": "code-alice", "state": signin.state}
    signin.add("okta", "GET", "/authorize", 200, query=signin.login, location=CALLBACK, redirect=answer)

    (flow,) = join(signin.hops, URLS)

    assert (flow.messages[-1].method, flow.messages[-1].target) == ("POST", "webapp")


def test_a_call_within_a_call_keeps_its_own_caller() -> None:
    """All share the trace; the name that a service gives itself goes before it."""
    signin = by_azure("alice")
    trace = signin.hops[-2].trace
    form = {"grant_type": "client_credentials"}
    signin.add("azure-ad", "POST", f"{TENANT}/oauth2/v2.0/token", 200, form=form, trace=trace, caller=OKTA)

    (flow,) = join(signin.hops, URLS)

    assert ways(flow.messages)[-1] == ("okta", "azure-ad", True)
