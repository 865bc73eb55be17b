"""A cast for measuring: many people, whose stored hash costs nothing to check.

The password hash is slow on purpose and the same for everybody who uses it; it is measured on its own as a floor.
"""

import base64
import hashlib
from pathlib import Path
from typing import Any

import yaml

PASSWORD = "bench"


def write(target: Path, people: int) -> None:
    """Write the default cast with its people replaced: `user0@contoso.example`…, `local0@corp.example`…"""
    cast: dict[str, Any] = yaml.safe_load((Path(__file__).parents[1] / "lab.yaml").read_text())
    cheap = _cheap_hash()
    cast["azure_ad"]["tenants"][0]["users"] = [
        {
            "id": f"{number:08x}-0000-4000-8000-000000000000",
            "user_principal_name": f"user{number}@contoso.example",
            "display_name": f"User {number}",
            "given_name": "User",
            "surname": f"Number {number}",
            "mail": f"user{number}@contoso.example",
            "password_hash": cheap,
        }
        for number in range(people)
    ]
    # Memberships, and whom policies are for, name people who are not there any more.
    for name in ("groups", "conditional_access"):
        cast["azure_ad"]["tenants"][0].pop(name, None)
    cast["okta"].pop("api_tokens", None)
    cast["okta"]["applications"][0]["grant_types"] = ["authorization_code", "refresh_token", "client_credentials"]
    reports = {"name": "reports", "default": True}
    cast["okta"]["authorization_servers"] = [
        {"id": "default", "name": "default", "audience": "api://default", "scopes": [reports]}
    ]
    cast["okta"]["users"] = [
        {
            "login": f"local{number}@corp.example",
            "first_name": "Local",
            "last_name": f"Number {number}",
            "groups": ["Contoso Employees"],
            "password_hash": cheap,
        }
        for number in range(people)
    ]
    target.write_text(yaml.safe_dump(cast))


def _cheap_hash() -> str:
    salt = b"0123456789abcdef"
    digest = hashlib.scrypt(PASSWORD.encode(), salt=salt, n=2, r=8, p=1)
    return f"scrypt$2$8$1${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"
