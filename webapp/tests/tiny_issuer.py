"""A small OpenID Connect issuer for the tests, over real HTTP, which can be told to answer wrongly."""

import base64
import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Flask, Response, jsonify, request
from flask.typing import ResponseReturnValue
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from werkzeug.serving import WSGIRequestHandler, make_server

CLIENT_ID = "contoso-home"
CLIENT_SECRET = "a-secret-that-nothing-but-the-token-call-may-show"


@dataclass
class Call:
    """A request that the issuer received."""

    path: str
    form: dict[str, str]
    headers: dict[str, str]


@dataclass
class TinyIssuer:
    """What the issuer knows and says; the tests change it at will."""

    url: str
    now: Callable[[], float]
    keys: list[RSAKey]
    claims: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=lambda: {"sub": "00u1", "name": "Alice Example"})
    header: dict[str, Any] = field(default_factory=dict)
    discovery: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Callable[[], ResponseReturnValue]] = field(default_factory=dict)
    spoil: Callable[[str], str] = lambda token: token
    calls: list[Call] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def authorize(self, location: str) -> str:
        """Play the browser's visit: take the authorization request, return the callback's path and query."""
        asked = dict(parse_qsl(urlsplit(location).query))
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        path = urlsplit(asked["redirect_uri"]).path
        return f"{path}?{urlencode({'code': code, 'state': asked['state']})}"

    def document(self) -> dict[str, Any]:
        paths = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
        paths |= {"userinfo_endpoint": "/userinfo", "end_session_endpoint": "/logout"}
        document = {"issuer": self.url} | {name: self.url + path for name, path in paths.items()}
        document |= {"id_token_signing_alg_values_supported": ["RS256", "none"]} | self.discovery
        return {name: value for name, value in document.items() if value is not None}

    def id_token(self, asked: dict[str, str]) -> str:
        now = int(self.now())
        claims = {"iss": self.url, "sub": "00u1", "aud": CLIENT_ID, "iat": now, "exp": now + 3600}
        claims |= {"nonce": asked["nonce"]} | self.claims
        claims = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": "RS256", "kid": self.keys[0].kid} | self.header
        if header["alg"] == "none":
            parts = (json.dumps(part).encode() for part in (header, claims))
            return ".".join([*(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts), ""])
        return self.spoil(jwt.encode(header, claims, self.keys[0]))

    def redeem(self) -> ResponseReturnValue:
        asked = self.codes.pop(request.form.get("code", ""), None)
        verifier = request.form.get("code_verifier", "").encode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).decode().rstrip("=")
        if asked is None or (asked["code_challenge"], asked["code_challenge_method"]) != (challenge, "S256"):
            return jsonify(error="invalid_grant", error_description="The code is <b>gone</b>."), 400
        sent = {name: request.form.get(name) for name in ("redirect_uri", "grant_type")}
        assert sent == {"redirect_uri": asked["redirect_uri"], "grant_type": "authorization_code"}
        return jsonify(access_token="at", token_type="Bearer", expires_in=3600, id_token=self.id_token(asked))

    def paths(self) -> list[str]:
        return [call.path for call in self.calls]


def _application(issuer: TinyIssuer) -> Flask:
    app = Flask("tiny_issuer")

    @app.before_request
    def record() -> ResponseReturnValue | None:
        issuer.calls.append(Call(request.path, request.form.to_dict(), dict(request.headers)))
        answer = issuer.answers.get(request.path)
        return answer() if answer else None

    @app.get("/.well-known/openid-configuration")
    def discovery() -> Response:
        return jsonify(issuer.document())

    @app.get("/keys")
    def keys() -> Response:
        return jsonify(KeySet(list(issuer.keys)).as_dict(private=False))

    @app.post("/token")
    def token() -> ResponseReturnValue:
        return issuer.redeem()

    @app.get("/userinfo")
    def userinfo() -> Response:
        assert request.headers["Authorization"] == "Bearer at"
        return jsonify(issuer.userinfo)

    return app


class _QuietHandler(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Keep the test output clean."""


@contextmanager
def running_issuer(now: Callable[[], float], keys: list[RSAKey], port: int = 0) -> Iterator[TinyIssuer]:
    """Run a TinyIssuer on a loopback port."""
    issuer = TinyIssuer("", now, keys)
    server = make_server("127.0.0.1", port, _application(issuer), threaded=True, request_handler=_QuietHandler)
    issuer.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
