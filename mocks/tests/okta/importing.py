"""A client of the identity sources API, as an agent speaks it."""

from collections.abc import Iterable, Mapping
from typing import Any

from mocks.tests.okta.api.admin import Admin


def person(name: str, **more: str) -> dict[str, str]:
    """Return what a directory says of somebody; name: first and last."""
    first, last = name.split()
    address = f"{first.lower()}@contoso.example"
    return {"userName": address, "email": address, "firstName": first, "lastName": last, **more}


class Source:
    """An identity source of the org."""

    def __init__(self, admin: Admin, **settings: Any) -> None:
        self.admin = admin
        self.id: str = admin.post("/identity-sources", {"name": "Azure AD directory", **settings})["id"]
        self.path = f"/identity-sources/{self.id}"

    def change(self, **settings: Any) -> None:
        self.admin.put(self.path, {**self.admin.get(self.path), **settings})

    def session(self) -> str:
        return f"{self.path}/sessions/{self.admin.post(f'{self.path}/sessions')['id']}"

    def run(self, *loads: tuple[str, Any], **query: str) -> dict[str, int]:
        """Load and import in one session; return what came of it."""
        session = self.session()
        for kind, body in loads:
            assert self.admin.send("POST", f"{session}/{kind}", body).status_code == 202
        self.admin.post(f"{session}/start-import", **query)
        return self.outcome()

    def outcome(self) -> dict[str, int]:
        counts: dict[str, int] = self.admin.get(self.path)["_embedded"]["lastSession"]["counts"]
        return counts

    def tell(self, people: Mapping[str, dict[str, str]], **query: str) -> dict[str, int]:
        """Import people by their ids in the directory."""
        return self.run(("bulk-upsert", users(people)), **query)

    def tell_gone(self, ids: Iterable[str], **query: str) -> dict[str, int]:
        return self.run(
            ("bulk-delete", {"entityType": "USERS", "profiles": [{"externalId": id} for id in ids]}), **query
        )

    def result(self, external_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.admin.get(f"{self.path}/import-results/{external_id}")
        return found

    def user(self, external_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.admin.get(f"/users/{self.result(external_id)['userId']}")
        return found


def users(people: Mapping[str, dict[str, str]]) -> dict[str, Any]:
    return {"entityType": "USERS", "profiles": [{"externalId": id, "profile": it} for id, it in people.items()]}


def groups(names: Mapping[str, str]) -> dict[str, Any]:
    return {"profiles": [{"externalId": id, "profile": {"displayName": name}} for id, name in names.items()]}


def members(group: str, *ids: str) -> dict[str, Any]:
    return {"memberships": [{"groupExternalId": group, "memberExternalIds": list(ids)}]}
