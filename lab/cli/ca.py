"""ca: the lab's certificate authority, and how programs come to trust it."""

import os
import shlex
from collections.abc import Iterator
from pathlib import Path

import typer

from lab.cli._open import settings
from lab.cli._say import say
from lab.runners import runner_named, running_here
from lab.topology import Lab

COMMAND = typer.Typer()
_TENANT = "11111111-2222-4333-8444-555555555555"


@COMMAND.command()
def ca() -> None:
    """Show the authority to trust under LAB_TLS=1.

    Makes it where there is none yet. The lines can be pasted into a shell.
    """
    from lab import certificates

    lab = settings()
    (running_here(lab, os.environ) or runner_named("process")).fetch_authority(lab)
    truststore = lab.ca_file.with_suffix(".p12")
    say(f"# The lab's certificate authority: {lab.ca_file}")
    say(f"# SHA-256 {certificates.fingerprint(lab.ca_file)}")
    for line in _lines(lab.ca_file, truststore, certificates.TRUSTSTORE_PASSWORD):
        say(line)
    if not lab.tls:
        say("\n# The lab speaks plain http as it is set up here; LAB_TLS=1 make lab-up starts it with https.")
        return
    for line in _vendors(lab):
        say(line)


def _lines(ca_file: Path, truststore: Path, password: str) -> Iterator[str]:
    """Yield what a shell needs for the programs that are started from it."""
    file, store = shlex.quote(str(ca_file)), shlex.quote(str(truststore))
    yield "\n# curl"
    yield f"export CURL_CA_BUNDLE={file}"
    yield "\n# Python: requests, MSAL, azure-identity; then urllib, httpx, aiohttp, the Okta SDK. Go, Ruby"
    yield f"export REQUESTS_CA_BUNDLE={file}"
    yield f"export SSL_CERT_FILE={file}"
    yield "\n# Node: MSAL Node, the Okta SDK, openid-client (beside what Node trusts already)"
    yield f"export NODE_EXTRA_CA_CERTS={file}"
    yield "\n# Java: Spring Security, MSAL4J, the Okta SDK"
    options = f"-Djavax.net.ssl.trustStore={store} -Djavax.net.ssl.trustStorePassword={password}"
    yield f'export JAVA_TOOL_OPTIONS="{options} -Djavax.net.ssl.trustStoreType=PKCS12"'


def _vendors(lab: Lab) -> Iterator[str]:
    """Yield how the vendors' libraries are pointed at this lab."""
    azure, okta = lab.url("azure-ad"), lab.url("okta")
    yield "\n# MSAL and azure-identity. In code: instance_discovery=False (Python), knownAuthorities (JavaScript)"
    yield f"export AZURE_AUTHORITY_HOST={azure}"
    yield f"# MSAL's authority: {azure}/{_TENANT}"
    yield "\n# Okta SDKs; issuers for OpenID Connect clients"
    yield f"export OKTA_CLIENT_ORGURL={okta}"
    yield f"# Issuer: {okta}/oauth2/default"
