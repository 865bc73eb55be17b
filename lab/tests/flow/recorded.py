"""Sign-ins as the probes of a lab record them, made in code: small, without secrets, at times of one's choosing."""

from itertools import count
from typing import Any

from lab.flow.hop import Hop, Page
from lab.probe.record import digest

URLS = {
    "webapp": "http://localhost:8080",
    "okta": "http://localhost:8081",
    "azure-ad": "http://localhost:8082",
    "partner-idp": "http://localhost:8083",
}
CALLBACK = "http://localhost:8080/login/oauth2/code/okta"
BROKER_CALLBACK = "http://localhost:8081/oauth2/v1/authorize/callback"
TENANT = "/11111111-2222-4333-8444-555555555555"
BROWSER, WEBAPP, OKTA = "Mozilla/5.0", "Authlib/1.9", "coexistence-lab/okta"

_KEYS = ("state", "nonce", "code")
_ids = count(1)


class SignIn:
    """The hops of one browser, one every `pace` seconds. name: makes its values differ from another's."""

    def __init__(self, name: str, *, at: float = 1000.0, pace: float = 0.2, state: str = "") -> None:
        self.name, self.hops = name, list[Hop]()
        self._at, self._pace = at, pace
        self.state = state or f"state-{name}"
        self.login = {"response_type": "code", "client_id": "webapp", "redirect_uri": CALLBACK}
        self.login |= {"state": self.state, "nonce": state or f"nonce-{name}"}

    def add(self, service: str, method: str, path: str, status: int, ties: tuple[str, ...] = (), **rest: Any) -> Hop:
        """Record a hop; ties: further values by which it belongs to the sign-in (transactions, tokens)."""
        given = [rest.get(part, {}) for part in ("query", "form", "redirect")]
        values = [source[key] for source in given for key in _KEYS if key in source]
        id = next(_ids)
        usual = {"ms": 20.0, "trace": f"{id:016x}" * 2, "caller": BROWSER, "cookies": (f"cookie-{self.name}",)}
        keys = tuple(digest(value) for value in (*values, *ties))
        at = self._at + self._pace * len(self.hops)
        basics: dict[str, Any] = {"id": id, "service": service, "at": at, "lab_time": at + 86400}
        hop = Hop(**basics, method=method, path=path, status=status, keys=keys, **{**usual, **rest})
        self.hops.append(hop)
        return hop

    def start(self) -> None:
        """The application's side up to Okta's first page."""
        self.add("webapp", "GET", "/", 302, location="/oauth2/authorization/okta")
        address = f"{URLS['okta']}/oauth2/default/v1/authorize"
        self.add("webapp", "GET", "/oauth2/authorization/okta", 302, location=address, redirect=self.login)
        self.ask()

    def ask(self) -> None:
        """Okta's first page: the first thing seen of an application without a probe."""
        page, path = Page("Sign in"), "/oauth2/default/v1/authorize"
        self.add("okta", "GET", path, 200, self._transaction, query=self.login, page=page)

    def identify(self, username: str, upstream: str) -> None:
        """The username at Okta, which sends the browser on to an identity provider's address."""
        state, nonce = f"up-state-{self.name}", f"up-nonce-{self.name}"
        self.up = {"response_type": "code", "client_id": "okta", "redirect_uri": BROKER_CALLBACK}
        self.up |= {"state": state, "nonce": nonce}
        form = {"stateToken": "…", "identifier": username}
        sent: dict[str, Any] = {"location": upstream, "redirect": self.up}
        self.add("okta", "POST", "/signin/identify", 302, self._transaction, form=form, **sent)

    def at_azure(self, alert: str = "") -> None:
        """Azure AD's pages; with an alert they end at the password."""
        flow_token = (f"flow-token-{self.name}",)
        login = f"{TENANT}/oauth2/v2.0/authorize"
        self.add("azure-ad", "GET", login, 200, flow_token, query=self.up, page=Page("Sign in"))
        page, form = Page("Enter password", alert) if alert else Page("Stay signed in?"), {"passwd": "(secret)"}
        self.add("azure-ad", "POST", "/common/login/password", 200, flow_token, form=form, page=page)
        if not alert:
            code = {"code": f"up-code-{self.name}", "state": self.up["state"]}
            path, form = "/common/login/stay_signed_in", {"kmsi": "0"}
            sent: dict[str, Any] = {"location": BROKER_CALLBACK, "redirect": code}
            self.add("azure-ad", "POST", path, 302, flow_token, form=form, **sent)

    def at_partner(self, username: str) -> None:
        self.add("partner-idp", "GET", "/oauth2/authorize", 200, query=self.up, page=Page("Authorize Client"))
        code = {"code": f"up-code-{self.name}", "state": self.up["state"]}
        sent: dict[str, Any] = {
            "location": BROKER_CALLBACK,
            "redirect": code,
            "query": self.up,
            "form": {"sub": username},
        }
        self.add("partner-idp", "POST", "/oauth2/authorize", 302, **sent)

    def back_at_okta(self, idp: str, token_path: str, claims: dict[str, Any], error: str = "") -> None:
        """Okta's callback, which redeems the code at the identity provider."""
        brought = {"code": f"up-code-{self.name}", "state": self.up["state"]}
        answer = {"error": "access_denied", "error_description": error} if error else {"code": f"code-{self.name}"}
        sent: dict[str, Any] = {"location": CALLBACK, "redirect": answer | {"state": self.state}}
        path, busy = "/oauth2/v1/authorize/callback", self._asking(2)
        callback = self.add("okta", "GET", path, 302, query=brought, ms=busy, **sent)
        form = {"grant_type": "authorization_code", "code": f"up-code-{self.name}"}
        behind: dict[str, Any] = {"trace": callback.trace, "caller": OKTA, "cookies": ()}
        self.add(idp, "POST", token_path, 200, form=form, issued={"id_token": claims}, **behind)
        self.add(idp, "GET", "/keys", 200, **behind)

    def back_at_app(self, claims: dict[str, Any], *, watched: bool = True) -> None:
        """The application's callback with its calls to Okta, and the welcome page."""
        trace = {}
        if watched:
            query = {"code": f"code-{self.name}", "state": self.state}
            path, busy = "/login/oauth2/code/okta", self._asking(2)
            callback = self.add("webapp", "GET", path, 302, query=query, location="/", ms=busy)
            trace = {"trace": callback.trace}
        token = (f"access-{self.name}",)
        behind: dict[str, Any] = {"caller": WEBAPP, "cookies": ()} | trace
        form = {"grant_type": "authorization_code", "code": f"code-{self.name}"}
        path, issued = "/oauth2/default/v1/token", {"id_token": claims}
        self.add("okta", "POST", path, 200, token, form=form, issued=issued, **behind)
        self.add("okta", "GET", "/oauth2/default/v1/userinfo", 200, token, answer=claims, **behind)
        if watched:
            self.add("webapp", "GET", "/", 200, page=Page("Welcome home!"))

    def refused_at_app(self) -> None:
        query = {"error": "access_denied", "error_description": "…", "state": self.state}
        page = Page("You were not signed in", "Ask whoever runs the application.")
        self.add("webapp", "GET", "/login/oauth2/code/okta", 403, query=query, page=page)

    def _asking(self, calls: int) -> float:
        """Return how long a service takes that makes some calls before it answers, in milliseconds."""
        return 1000 * self._pace * (calls + 0.5)

    @property
    def _transaction(self) -> tuple[str, ...]:
        return (f"state-token-{self.name}",)


def by_azure(name: str, *, watched: bool = True, **rest: Any) -> SignIn:
    """Somebody whom Azure AD signs in: the whole chain."""
    signin, username = SignIn(name, **rest), f"{name}@contoso.example"
    if watched:
        signin.start()
    else:
        signin.ask()
    signin.identify(username, f"{URLS['azure-ad']}{TENANT}/oauth2/v2.0/authorize")
    signin.at_azure()
    person = {"preferred_username": username, "given_name": name.title()}
    signin.back_at_okta("azure-ad", f"{TENANT}/oauth2/v2.0/token", {"sub": "pairwise", "oid": "1", **person})
    signin.back_at_app({"sub": f"00u{name}", **person}, watched=watched)
    return signin


def refused_by_okta(name: str, reason: str) -> SignIn:
    """Somebody whom Azure AD lets in and Okta does not."""
    signin, username = SignIn(name), f"{name}@contoso.example"
    signin.start()
    signin.identify(username, f"{URLS['azure-ad']}{TENANT}/oauth2/v2.0/authorize")
    signin.at_azure()
    claims = {"sub": "pairwise", "preferred_username": username}
    signin.back_at_okta("azure-ad", f"{TENANT}/oauth2/v2.0/token", claims, reason)
    signin.refused_at_app()
    return signin


def with_wrong_password(name: str) -> SignIn:
    signin = SignIn(name)
    signin.start()
    signin.identify(f"{name}@contoso.example", f"{URLS['azure-ad']}{TENANT}/oauth2/v2.0/authorize")
    signin.at_azure(alert="The account or password is incorrect.")
    return signin


def by_partner(name: str) -> SignIn:
    signin, username = SignIn(name), f"{name}@fabrikam.example"
    signin.start()
    signin.identify(username, f"{URLS['partner-idp']}/oauth2/authorize")
    signin.at_partner(username)
    signin.back_at_okta("partner-idp", "/oauth2/token", {"sub": username, "email": username})
    signin.back_at_app({"sub": f"00u{name}", "preferred_username": username})
    return signin
