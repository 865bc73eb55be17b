"""Settings: where they come from, and what they refuse."""

from pathlib import Path

import pytest

from webapp.settings import Settings

SHIPPED = Path(__file__).parent.parent / ".env"
FILLED = {"ISSUER": "https://o.example/oauth2/default", "CLIENT_ID": "0oa1", "CLIENT_SECRET": "s"}


def test_the_file_as_shipped_means_not_configured() -> None:
    settings = Settings.from_environment({}, SHIPPED)
    assert settings.missing == ("ISSUER", "CLIENT_ID", "CLIENT_SECRET")
    assert settings.base_url == "http://localhost:8080"
    assert (settings.app_name, settings.session_cookie) == ("Contoso Home", "webapp_session")


def test_the_file_as_okta_start_fills_it(tmp_path: Path) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    for name, value in FILLED.items():
        text = text.replace(f"${{CLI_OKTA_{name}}}", value)
    file = tmp_path / ".env"
    file.write_text(text, encoding="utf-8")
    settings = Settings.from_environment({}, file)
    assert (settings.issuer, settings.client_id, settings.client_secret) == tuple(FILLED.values())
    assert settings.missing == ()


def test_the_environment_wins_unless_it_says_nothing(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("# a comment\n\nexport ISSUER = 'https://file.example'\nCLIENT_ID=\"of-file\"\nnonsense\n", "utf-8")
    environ = {"ISSUER": "", "CLIENT_ID": "of-environment", "CLIENT_SECRET": "${NOT_YET}"}
    settings = Settings.from_environment(environ, file)
    assert (settings.issuer, settings.client_id) == ("https://file.example", "of-environment")
    assert settings.missing == ("CLIENT_SECRET",)


def test_a_missing_file_is_no_error(tmp_path: Path) -> None:
    assert Settings.from_environment(FILLED, tmp_path / "none").missing == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ISSUER", "dev-123.okta.com"),
        ("ISSUER", "ftp://o.example"),
        ("ISSUER", "https://o.example?x=1"),
        ("BASE_URL", "localhost:8080"),
        ("BASE_URL", "http://localhost:8080/app"),
    ],
)
def test_an_address_that_is_none_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=f"^{name} is "):
        Settings.from_environment(FILLED | {name: value})


def test_secrets_are_not_printed() -> None:
    shown = repr(Settings("https://o.example", "id", "the-secret", secret_key="the-key"))
    assert "the-secret" not in shown
    assert "the-key" not in shown
