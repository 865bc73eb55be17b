"""`okta`: commands, prompts and files. Expectations: Okta fact sheet section 10."""

import re
import shutil
import stat
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from lab.cast import load_cast
from lab.client import LabClient
from lab.okta_cli import app
from lab.okta_cli.api import CannotDo, words
from lab.org_api import OrgRefuses
from lab.tests.labs import ROOT, environment
from lab.topology import Lab

PERSON = "Fay\nFounder\nfay@founders.example\nNorway\n"
HTTP = "OKTA_TESTING_DISABLEHTTPSCHECK"


class Okta:
    """The commands, called at a home and in a folder of their own."""

    def __init__(self, lab: Lab, home: Path, folder: Path) -> None:
        self.lab, self.home, self.folder = lab, home, folder

    def __call__(self, *arguments: str, typed: str = "") -> str:
        """Return what was printed; raises CannotDo."""
        result = CliRunner().invoke(app(), arguments, input=typed)
        if isinstance(result.exception, CannotDo):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result.output

    @property
    def config(self) -> Path:
        return self.home / ".okta" / "okta.yaml"

    def log_in(self) -> None:
        self("login", typed=f"{self.lab.url('okta')}\n{load_cast(self.lab).okta.api_tokens[0].token}\n")


@pytest.fixture
def okta(client: LabClient, running_lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Okta:
    client.reset()
    home, folder = tmp_path / "home", tmp_path / "my-sample"
    home.mkdir()
    folder.mkdir()
    for name, value in {**environment(running_lab), "HOME": str(home), HTTP: "true"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(folder)
    return Okta(running_lab, home, folder)


def test_registering_gives_an_org_and_its_configuration(okta: Okta) -> None:
    said = okta("register", typed=PERSON)
    assert "New Okta Account created!" in said
    domain = re.search(r"Your Okta Domain: (http://dev-\d+\.localhost:\d+)", said)
    assert domain
    client = yaml.safe_load(okta.config.read_text())["okta"]["client"]
    assert client["orgUrl"] == domain[1]
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (okta.config.parent, okta.config)]
    assert modes == [0o700, 0o600]
    assert okta("apps") == ""


def test_registering_again_asks_and_keeps_the_one_before(okta: Okta) -> None:
    okta("register", typed=PERSON)
    before = okta.config.read_text()
    with pytest.raises(CannotDo, match="Nothing was changed"):
        okta("register", typed="n\n")
    said = okta("register", typed=f"y\n{PERSON}")
    assert "An existing Okta organization" in said
    (kept,) = okta.config.parent.glob("okta.yaml.*")
    assert kept.read_text() == before != okta.config.read_text()


def test_starting_the_sample_fills_in_its_three_values(okta: Okta) -> None:
    """The tutorial's case: in the sample's own folder, whatever is under `.okta` stays."""
    shutil.copy(ROOT / "webapp" / ".env", okta.folder)
    shutil.copytree(ROOT / "webapp" / ".okta", okta.folder / ".okta")
    okta.log_in()
    said = okta("start")
    assert "docker compose up" in said
    values = dict(line.split("=", 1) for line in (okta.folder / ".env").read_text().split())
    assert values["ISSUER"] == f"{okta.lab.url('okta')}/oauth2/default"
    assert re.fullmatch("0oa[A-Za-z0-9]{17}", values["CLIENT_ID"])
    assert re.fullmatch("[A-Za-z0-9_-]{40}", values["CLIENT_SECRET"])
    assert f"{values['CLIENT_ID']}\tmy-sample" in okta("apps")
    assert (okta.folder / ".okta" / "sample-config.yaml").read_text() == (
        ROOT / "webapp" / ".okta" / "sample-config.yaml"
    ).read_text()


def test_starting_again_takes_the_application_of_that_name(okta: Okta) -> None:
    shutil.copytree(ROOT / "webapp" / ".okta", okta.folder / ".okta")
    okta.log_in()
    ids = [re.findall("client-id: (.*)", okta("start")) for _ in range(2)]
    assert ids[0] == ids[1]


def test_starting_without_an_org_registers_first(okta: Okta) -> None:
    shutil.copytree(ROOT / "webapp" / ".okta", okta.folder / ".okta")
    assert "New Okta Account created!" in okta("start", typed=PERSON)


def test_an_application_is_created_shown_and_deleted(okta: Okta) -> None:
    okta.log_in()
    Path(".okta.env").write_text("export MINE=1\n")
    okta("apps", "create", "web", typed="\n\n\n")
    values = dict(re.findall(r'export OKTA_OAUTH2_(\w+)="(.*)"', Path(".okta.env").read_text()))
    assert set(values) == {"ISSUER", "CLIENT_ID", "CLIENT_SECRET"}
    assert stat.S_IMODE(Path(".okta.env").stat().st_mode) == 0o600
    assert Path(".okta.env").read_text().startswith("export MINE=1\n")
    assert values["CLIENT_SECRET"] in okta("apps", "config", "--app", values["CLIENT_ID"])
    with pytest.raises(CannotDo, match="Nothing was changed"):
        okta("apps", "delete", values["CLIENT_ID"], typed="n\n")
    okta("apps", "delete", values["CLIENT_ID"], typed="y\n")
    assert values["CLIENT_ID"] not in okta("apps")


def test_a_single_page_app_has_no_secret_and_its_origin_is_trusted(okta: Okta) -> None:
    okta.log_in()
    said = okta("apps", "create", "spa", typed="My SPA\nhttp://localhost:4200/callback\n\n")
    assert "Okta application configuration: issuer" in said
    assert not Path(".okta.env").exists()
    okta("apps", "create", "spa", typed="My other SPA\nhttp://localhost:4200/callback\n\n")


def test_nobody_is_asked_in_a_batch(okta: Okta) -> None:
    """The switch may stand before the command or behind it."""
    okta.log_in()
    assert "client-id" in okta("--batch", "apps", "create", "web")
    assert "client-id" in okta("apps", "create", "web", "--batch")
    with pytest.raises(CannotDo, match="with --batch nobody is asked"):
        okta("register", "--batch")


def test_the_log_is_shown(okta: Okta) -> None:
    okta.log_in()
    okta("--batch", "apps", "create", "web")
    assert "application.lifecycle.create  ada@contoso-subsidiary.example  SUCCESS" in okta("logs")


def test_http_needs_a_switch(okta: Okta, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(HTTP)
    with pytest.raises(CannotDo, match="is not https"):
        okta("login", typed=f"{okta.lab.url('okta')}\n")
    okta("-D", "okta.testing.disableHttpsCheck=true", "login", typed=f"{okta.lab.url('okta')}\nany\n")
    assert okta.config.exists()


@pytest.mark.parametrize("url", ["nowhere", "ftp://x", "https://x.example/path"])
def test_what_is_no_org(okta: Okta, url: str) -> None:
    with pytest.raises(CannotDo, match="is no address of an org"):
        okta("login", typed=f"{url}\n")


@pytest.mark.parametrize("command", [("apps",), ("logs",), ("apps", "create", "web")])
def test_without_a_configuration_it_says_what_to_do(okta: Okta, command: tuple[str, ...]) -> None:
    with pytest.raises(CannotDo, match=r"Run `okta login` or `okta register` first"):
        okta(*command)


def test_a_token_that_is_none_is_told(okta: Okta) -> None:
    okta("login", typed=f"{okta.lab.url('okta')}\nwrong\n")
    with pytest.raises(CannotDo, match="The API token is not valid"):
        okta("apps")


def test_what_is_no_org_at_an_address_is_told(okta: Okta) -> None:
    """Another server answers there, or none at all."""
    okta("login", typed=f"{okta.lab.url('webapp')}\nany\n")
    with pytest.raises(CannotDo, match="does not answer as an org does"):
        okta("apps")
    okta("login", typed="y\nhttp://127.0.0.1:9\nany\n")
    with pytest.raises(CannotDo, match="does not answer at http://127"):
        okta("apps")


def test_there_is_nothing_to_start_here(okta: Okta) -> None:
    with pytest.raises(CannotDo, match="the lab is offline"):
        okta("start")
    with pytest.raises(CannotDo, match="the lab is offline"):
        okta("start", "spring-boot")


def test_an_org_without_api_access_management_is_told_apart() -> None:
    """Fact sheet 0.1: the tutorial's own trap."""
    said = words(OrgRefuses("No permission", "http://dev-1.localhost", 401, "E0000015"))
    assert "API Access Management" in said
