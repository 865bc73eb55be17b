"""The orgs of one service: which one a request is for, by its host name.

An org that is not the default one is a whole application over a store of its own, built when first asked for. A host
name only picks an org: what an org calls itself comes from the settings.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from threading import Lock
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask

from mocks.kit.runtime import Runtime
from mocks.okta.directory import orgs
from mocks.okta.seed import OktaSeed
from mocks.okta.settings import Settings

MakeOrg = Callable[[Settings, Runtime, OktaSeed], Flask]

_MADE_BY_REGISTRATION = re.compile(r"dev-[0-9]+")


class Orgs:
    """Serves every org of the service; a WSGI application around the default org's own."""

    def __init__(
        self, settings: Settings, runtime: Runtime, default: Flask, seeds: Mapping[str, OktaSeed], make: MakeOrg
    ) -> None:
        self._settings, self._runtime, self._seeds, self._make = settings, runtime, seeds, make
        self._default: WSGIApplication = default.wsgi_app
        self._default_host = urlsplit(settings.public_url).hostname or ""
        self._apps: dict[str, Flask] = {}
        self._building = Lock()
        default.extensions["orgs"] = self
        with runtime.store.alone() as db:
            known = orgs.labels(db)
            for label in seeds.keys() - set(known):
                orgs.add(db, label, runtime.clock.now())
        for label in seeds:
            self.app(label)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith("//api/"):
            # The Okta CLI joins a base that ends with a slash and a path that begins with one (fact sheet 10.2).
            environ["PATH_INFO"] = environ["PATH_INFO"][1:]
        host = str(environ.get("HTTP_HOST", "")).partition(":")[0].lower()
        label, dot, domain = host.partition(".")
        if host == self._default_host or not dot or domain != self._settings.domain:
            return self._default(environ, start_response)
        with self._runtime.store.transaction() as db:
            is_known = orgs.is_known(db, label)
        if is_known:
            return self.app(label).wsgi_app(environ, start_response)
        if _MADE_BY_REGISTRATION.fullmatch(label):
            start_response("404 Not Found", [("Content-Type", "text/plain; charset=utf-8")])
            return [b"There is no org of that name."]
        return self._default(environ, start_response)

    def url(self, label: str) -> str:
        return self._settings.of_org(label).public_url

    def app(self, label: str, seed: OktaSeed | None = None) -> Flask:
        """Return an org's application; seed: what a new org begins with."""
        with self._building:
            if label not in self._apps:
                runtime = replace(self._runtime, store=self._runtime.store.beside(label))
                first = seed or self._seeds.get(label) or OktaSeed(label)
                self._apps[label] = self._make(self._settings.of_org(label), runtime, first)
            return self._apps[label]

    def every(self) -> dict[str, Flask]:
        """Return the further orgs that there are now, those made by other workers among them."""
        with self._runtime.store.transaction() as db:
            labels = orgs.labels(db)
        return {label: self.app(label) for label in labels}
