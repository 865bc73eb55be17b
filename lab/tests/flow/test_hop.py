"""A hop is read as the probe writes it: both ends of the format are tried together."""

from urllib.parse import urlencode

import msgspec
import pytest

from lab.flow.hop import Hop, Page, asks_for_sign_in, ends_session, read_hops
from lab.probe.record import Exchange, describe, digest

_HTML = ("Content-Type", "text/html; charset=utf-8")


def through_probe(exchange: Exchange, service: str = "okta") -> Hop:
    """Record an exchange, answer it as the control API does, read it."""
    body = msgspec.json.decode(describe(service, exchange))
    (hop,) = read_hops(msgspec.json.encode({"service": service, "hops": [{"id": 7, **body}]}))
    return hop


def exchange(form: str = "", query: str = "", **rest: object) -> Exchange:
    environ = {
        "REQUEST_METHOD": "POST" if form else "GET",
        "PATH_INFO": "/signin/password",
        "QUERY_STRING": query,
        "HTTP_TRACEPARENT": f"00-{'a' * 32}-{'b' * 16}-01",
        "HTTP_USER_AGENT": "Mozilla/5.0",
        "HTTP_COOKIE": "sid=mine; other=",
    }
    made = Exchange(environ, 1000.0, 2000.0, form.encode(), status=200, seconds=0.0125)
    for name, value in rest.items():
        setattr(made, name, value)
    return made


def test_a_redirect_with_its_parameters() -> None:
    """Parameters are kept apart from the address: their values may contain anything."""
    description = "User is not assigned & more = less?"
    answer = urlencode({"error": "access_denied", "error_description": description, "state": "s"})
    headers = [("Location", f"http://localhost:8080/callback?{answer}"), ("Set-Cookie", "sid=new; Path=/")]

    body = b"<h1>Redirecting...</h1>"
    hop = through_probe(exchange(query="state=s", status=302, headers=[*headers, _HTML], body=body))

    assert (hop.location, hop.redirect["state"]) == ("http://localhost:8080/callback", "s")
    assert hop.error == ("access_denied", description)
    assert hop.page == Page()
    assert set(hop.cookies) == {digest("mine"), digest("new")}
    assert (hop.at, hop.lab_time, hop.ms, hop.trace, hop.end) == (1000.0, 2000.0, 12.5, "a" * 32, 1000.0125)


def test_secrets_do_not_arrive() -> None:
    form = "credentials.passcode=Alice-in-Azure-1&stateToken=transaction-of-alice"

    hop = through_probe(exchange(form))

    assert hop.form == {"credentials.passcode": "(secret)", "stateToken": "transact…"}
    assert digest("transaction-of-alice") in hop.keys
    assert digest("Alice-in-Azure-1") not in hop.keys


def test_the_token_of_a_mailed_link_does_not_arrive() -> None:
    hop = through_probe(exchange(environ={"REQUEST_METHOD": "GET", "PATH_INFO": f"/welcome/{'t' * 43}"}))
    assert hop.path == "/welcome/tttttttt…"
    id = "0c7a0000-0000-4000-8000-00000000000a"
    assert through_probe(exchange(environ={"PATH_INFO": f"/users/{id}"})).path == f"/users/{id}"


def test_secrets_of_an_answer_do_not_arrive() -> None:
    """However deep they stand; what ties this hop to the next ones does, as a digest."""
    inner = {"tempPassword": "Temporary-1", "n": 1, "code": "Request_ResourceNotFound", "state": "California"}
    answer = {"sessionToken": "session-token-of-alice", "list": [inner], "code": "Authorization_RequestDenied"}

    hop = through_probe(exchange(headers=[("Content-Type", "application/json")], body=msgspec.json.encode(answer)))

    assert hop.answer["list"] == [inner | {"tempPassword": "(secret)"}]
    assert (hop.answer["sessionToken"], hop.answer["code"]) == ("session-…", "Authorization_RequestDenied")
    assert hop.keys == (digest("session-token-of-alice"),)


def test_a_page_with_its_transaction() -> None:
    html = b'<h1>Sign in</h1><p role="alert">Wrong.</p><input type="hidden" name="stateToken" value="t">'

    hop = through_probe(exchange(headers=[_HTML], body=html))

    assert hop.page == Page("Sign in", "Wrong.")
    assert hop.failed
    assert hop.keys == (digest("t"),)


@pytest.mark.parametrize("name", ["apiToken", "developerOrgCliToken", "activationToken", "recoveryToken"])
def test_tokens_that_are_told_once_do_not_arrive(name: str) -> None:
    """Not even their beginning: an API token lets anybody administer the org."""
    headers = [("Content-Type", "application/json")]
    hop = through_probe(exchange(headers=headers, body=msgspec.json.encode({name: "00a-token-of-an-administrator"})))
    assert hop.answer == {name: "(secret)"}


def test_secrets_of_an_answer_do_not_arrive_either() -> None:
    """The key of an authenticator app is told once, to whoever sets it up."""
    told = {"id": "uft1", "_embedded": {"activation": {"sharedSecret": "JBSWY3DP", "timeStep": 30}, "more": ["x"]}}
    headers = [("Content-Type", "application/json")]

    hop = through_probe(exchange(headers=headers, body=msgspec.json.encode(told)))

    assert hop.answer["_embedded"] == {"activation": {"sharedSecret": "(secret)", "timeStep": 30}, "more": ["x"]}


def test_a_page_that_posts_the_answer_to_the_client() -> None:
    fields = '<input type="hidden" name="code" value="the-code-of-alice"><input type="hidden" name="state" value="s">'
    html = f'<form method="post" action="https://client.example/cb">{fields}</form>'.encode()

    hop = through_probe(exchange(headers=[_HTML], body=html))

    assert hop.location == "https://client.example/cb"
    assert hop.redirect == {"code": "the-code…", "state": "s"}
    assert set(hop.keys) == {digest("the-code-of-alice"), digest("s")}


def test_an_answer_of_another_kind_is_no_list_of_hops() -> None:
    with pytest.raises(msgspec.ValidationError):
        read_hops(b'{"hops": [{"id": "seven"}]}')


def test_requests_are_told_apart_by_their_parameters() -> None:
    assert asks_for_sign_in({"response_type": "code", "client_id": "c"})
    assert not asks_for_sign_in({"client_id": "c", "grant_type": "authorization_code"})
    assert ends_session({"id_token_hint": "e…"})
    assert not ends_session({"id_token_hint": "e…", "response_type": "code"})
