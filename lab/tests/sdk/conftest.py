"""Other people's clients against a running lab.

What these tests need is large, so it stays out of the other ones' environment; `make sdk` installs it.
"""

from importlib.util import find_spec

_INSTALLED = all(find_spec(name) for name in ("okta", "okta_jwt_verifier", "oic", "msal", "azure", "msgraph"))
collect_ignore_glob = [] if _INSTALLED else ["test_*.py"]


def pytest_report_header() -> str | None:
    return None if _INSTALLED else "left out: lab/tests/sdk, whose packages `make sdk` installs"
