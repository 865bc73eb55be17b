"""`python -m lab ca`: its lines are pasted into shells."""

import subprocess
from pathlib import Path

from lab.tests.labs import new_lab, say


def test_the_lines_set_what_the_programs_read(tmp_path: Path) -> None:
    """The whole output is a script, in a folder with a space in its name too; every file that it names is there."""
    lab = new_lab(tmp_path / "a state", LAB_TLS="1")
    said = say(lab, "ca")
    names = ("CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS")
    shown = " ".join(f'"${name}"' for name in names)
    script = f'{said.stdout}\nprintf \'%s\\n\' {shown} "$AZURE_AUTHORITY_HOST" "$OKTA_CLIENT_ORGURL"'
    ran = subprocess.run(["sh", "-euc", script], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines() == [*[str(lab.ca_file)] * 4, lab.url("azure-ad"), lab.url("okta")]
    assert lab.ca_file.exists()
    assert (lab.state / "ca.p12").exists()


def test_it_is_the_same_authority_every_time(tmp_path: Path) -> None:
    lab = new_lab(tmp_path / "state", LAB_TLS="1")
    assert say(lab, "ca").stdout == say(lab, "ca").stdout


def test_without_https_it_says_how_to_switch_it_on(tmp_path: Path) -> None:
    said = say(new_lab(tmp_path / "state"), "ca").stdout
    assert "LAB_TLS=1 make lab-up" in said
    assert "AZURE_AUTHORITY_HOST" not in said
