"""The parts of a Flask application that every service shares, on each kind of database."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask, Response, jsonify, redirect, request
from flask.testing import FlaskClient
from sqlalchemy import Column, MetaData, String, Table, insert, select
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from mocks.kit.artifacts import Statements, artifacts_table
from mocks.kit.clock import StoppedClock
from mocks.kit.faults import NoFaults
from mocks.kit.http import HttpClient
from mocks.kit.ids import SeededIds
from mocks.kit.runtime import Runtime
from mocks.kit.store import Store
from mocks.kit.web import Json, make_app, on_http_error, unit
from mocks.tests.databases import Database

METADATA = MetaData()
ARTIFACTS = artifacts_table(METADATA)
MULTIPART = "multipart/form-data; boundary=x"
NOTES = Table("notes", METADATA, Column("text", String(20), primary_key=True))


@dataclass
class Service:
    """A service with a view for each way to end."""

    app: Flask
    store: Store

    @property
    def client(self) -> FlaskClient:
        return self.app.test_client()

    @property
    def notes(self) -> list[str]:
        with self.store.transaction() as db:
            return sorted(db.execute(select(NOTES.c.text)).scalars())


def _write(text: str) -> None:
    unit().db.execute(insert(NOTES), {"text": text})


def _render(error: HTTPException) -> Response:
    """Render as Okta does, which reads its own name from the database."""
    notes = unit().db.execute(select(NOTES.c.text)).scalars().all()
    return Response(f"<h1>{error.code} {error.name}</h1>{len(notes)}", mimetype="text/html")


def _views(app: Flask) -> None:
    @app.post("/write/<text>")
    def write(text: str) -> str:
        _write(text)
        return "written"

    @app.post("/refuse/<text>")
    def refuse(text: str) -> tuple[str, int]:
        _write(text)
        return "refused", 400

    @app.post("/fail/<text>")
    def fail(text: str) -> str:
        _write(text)
        raise RuntimeError(f"a secret of {text}")

    @app.post("/conflict/<text>")
    def conflict(text: str) -> str:
        _write(text)
        _write(text)
        return "never"

    @app.post("/commit-and-fail/<text>")
    def commit_and_fail(text: str) -> str:
        _write(text)
        unit().commit()
        _write(f"{text}-2")
        raise RuntimeError("later")

    @app.post("/form")
    def form() -> str:
        return str(len(request.form))

    @app.get("/away")
    def away() -> BaseResponse:
        return redirect("/elsewhere")

    @app.get("/read/<text>")
    def read(text: str) -> str:
        return str(unit().db.execute(select(NOTES.c.text).where(NOTES.c.text == text)).first())

    @app.get("/page")
    def page() -> Response:
        return Response("<p>hello", mimetype="text/html")


def many_parts(fields: list[tuple[str, str]]) -> bytes:
    """Return a multipart body (RFC 7578)."""
    parts = [f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields]
    return "".join([*parts, "--x--\r\n"]).encode()


@pytest.fixture
def service(database: Database) -> Iterator[Service]:
    store = database.store("web", METADATA)
    store.create()
    runtime = Runtime(StoppedClock(), SeededIds(), store, HttpClient("web"), NoFaults())
    app = make_app(__name__, runtime, Statements(ARTIFACTS))
    _views(app)
    on_http_error(app, _render)
    yield Service(app, store)
    store.close()


def test_a_request_is_one_transaction_kept_at_its_end(service: Service) -> None:
    assert service.client.post("/write/a").text == "written"
    assert service.notes == ["a"]


def test_a_refusal_is_an_answer_and_keeps_what_was_written(service: Service) -> None:
    """A code that was consumed by a bad token request stays consumed."""
    assert service.client.post("/refuse/a").status_code == 400
    assert service.notes == ["a"]


@pytest.mark.parametrize("path", ["/fail/a", "/conflict/a"])
def test_an_unforeseen_error_is_a_plain_page_and_leaves_nothing_behind(
    service: Service, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    """The page tells nothing of the inside, the log does; also when it was the database that refused."""
    with caplog.at_level(logging.ERROR):
        answer = service.client.post(path)
    assert (answer.status_code, answer.text) == (500, "<h1>500 Internal Server Error</h1>0")
    assert service.notes == []
    assert [record.exc_info is not None for record in caplog.records] == [True]
    assert service.client.post("/write/a").status_code == 200, "the next request is served"


def test_what_was_committed_half_way_stays(service: Service) -> None:
    """A service commits before it waits for a peer; what follows is a transaction of its own."""
    assert service.client.post("/commit-and-fail/a").status_code == 500
    assert service.notes == ["a"]


def test_what_a_request_has_changed_is_seen_by_the_rest_of_it(service: Service) -> None:
    """And by no other request."""

    @service.app.get("/changed/<text>")
    def changed(text: str) -> str:
        found = unit().once("note", text, lambda _, key: f"{key} as read")
        unit().remember("note", text, f"{text} as changed")
        return f"{found}; {unit().once('note', text, lambda _, key: f'{key} as read anew')}"

    for _ in range(2):
        assert service.client.get("/changed/a").text == "a as read; a as changed"


def test_a_request_that_never_asks_has_no_transaction(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    def never() -> None:
        raise AssertionError("nobody asked for the database")

    monkeypatch.setattr(service.store, "begin", never)
    assert service.client.get("/page").status_code == 200


def test_pages_may_not_be_stored_framed_or_run_scripts(service: Service) -> None:
    """Fact sheet Okta 12.29: no-store and no-referrer, for codes and forms stand in them."""
    headers = service.client.get("/page").headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script" not in policy


def test_redirects_and_errors_carry_the_headers_too(service: Service) -> None:
    for path, status in (("/away", 302), ("/absent", 404)):
        answer = service.client.get(path)
        assert answer.status_code == status
        assert (answer.headers["Cache-Control"], answer.headers["Referrer-Policy"]) == ("no-store", "no-referrer")


def test_a_method_that_is_not_served_says_which_are(service: Service) -> None:
    """RFC 9110 section 15.5.6: a 405 has an Allow header."""
    answer = service.client.get("/form")
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].replace(" ", "").split(",")) == {"POST", "OPTIONS"}


def test_a_query_has_a_largest_size(service: Service) -> None:
    assert service.client.get("/page?" + "x" * 8192).status_code == 200
    assert service.client.get("/page?" + "x" * 8193).status_code == 414


def test_a_body_has_a_largest_size(service: Service) -> None:
    """Refused by its announced length, before it is read."""
    assert service.client.post("/form", data={"a": "x" * 200_000}).status_code == 200
    assert service.client.post("/form", data={"a": "x" * 262_145}).status_code == 413
    many = [(f"field-{number}", "x") for number in range(300)]
    assert service.client.post("/form", data=many_parts(many), content_type=MULTIPART).status_code == 413


@pytest.mark.parametrize("path", ["//page", "/page/", "/./page", "/write//a"])
def test_no_redirect_to_a_tidier_address(service: Service, path: str) -> None:
    """Such a redirect would be built from the Host header, which anybody can send."""
    answer = service.client.get(path, headers={"Host": "evil.example"})
    assert "evil.example" not in answer.headers.get("Location", "")
    assert answer.status_code in (200, 404)


@pytest.mark.parametrize("host", ["", "a b", "ü.example", "a/b", "evil.example@localhost", "[::1", "x" * 300, "a:b:c"])
def test_a_senseless_host_header_is_the_sender_s_mistake(service: Service, host: str) -> None:
    """RFC 9112 section 3.2: 400, and no fault of the service."""
    answer = service.client.get("/page", headers={"Host": host})
    assert answer.status_code in (200, 400)


@pytest.mark.parametrize("path", ["/%00", "/%ff%fe", "/write/%00", "/%2e%2e/%2e%2e/etc/passwd", "/" + "a" * 5000])
def test_a_senseless_path_is_not_found(service: Service, path: str) -> None:
    assert service.client.get(path).status_code in (404, 405)


@pytest.mark.parametrize("name", ["%00", "a%00b", "%0a", "%7f"])
def test_control_characters_in_a_path_name_nothing(service: Service, name: str) -> None:
    """PostgreSQL has no text with NUL in it; looking for one must not be a fault."""
    assert service.client.get(f"/read/{name}").status_code == 404
    assert service.client.get("/read/%C3%A4%20b").text == "None"


@pytest.mark.parametrize("body", [b"{", b"\xff", b"", b"[" * 5000])
def test_json_that_cannot_be_read_is_refused_as_such(body: bytes) -> None:
    """A view that asks for JSON answers 400, never 500; what it says itself keeps its order."""
    app = Flask("reader")
    app.json = Json(app)
    app.add_url_rule("/", view_func=lambda: jsonify({"b": request.get_json(), "a": "ä"}), methods=["POST"])
    client = app.test_client()
    assert client.post("/", data=body, content_type="application/json").status_code == 400
    answer = client.post("/", json={"x": 1})
    assert (answer.get_data(as_text=True), answer.mimetype) == ('{"b":{"x":1},"a":"ä"}', "application/json")
