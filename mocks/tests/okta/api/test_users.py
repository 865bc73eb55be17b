"""Users through the management API. Expectations: Okta fact sheet section 4."""

from datetime import timedelta
from typing import Any

import pytest

from mocks.tests import cast
from mocks.tests.okta.api.admin import Admin
from mocks.tests.parties import Parties

ZOE = {"login": "zoe@contoso.example", "email": "zoe@contoso.example", "firstName": "Zoe", "lastName": "Zhang"}
PASSWORD = {"password": {"value": "Quite-long-7"}}


def _add(admin: Admin, number: int, **profile: Any) -> dict[str, Any]:
    login = f"person{number:02}@bulk.example"
    whole = {"login": login, "email": login, "firstName": f"Person{number:02}", "lastName": "Bulk", **profile}
    user: dict[str, Any] = admin.post("/users", {"profile": whole}, activate="false")
    return user


@pytest.mark.parametrize(
    ("sent", "query", "status"),
    [
        ({}, {"activate": "false"}, "STAGED"),
        ({}, {}, "PROVISIONED"),
        ({"credentials": PASSWORD}, {}, "ACTIVE"),
        ({"credentials": PASSWORD}, {"nextLogin": "changePassword"}, "PASSWORD_EXPIRED"),
        ({"credentials": {"provider": {"type": "FEDERATION", "name": "FEDERATION"}}}, {"provider": "true"}, "ACTIVE"),
    ],
)
def test_what_is_given_decides_the_status(
    admin: Admin, sent: dict[str, Any], query: dict[str, str], status: str
) -> None:
    """4.3: the matrix of creation."""
    user = admin.post("/users", {"profile": ZOE, **sent}, **query)
    assert (user["status"], user["profile"]["login"]) == (status, ZOE["login"])
    assert len(user["id"]) == 20
    assert user["id"].startswith("00u")
    assert user["created"].endswith("Z")
    assert user["passwordChanged"] is None or "password" in user["credentials"]
    assert admin.get(f"/users/{user['id']}") == user


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        ({"profile": {**ZOE, "login": cast.OLIVIA.username}}, "login: An object with this field already exists"),
        ({"profile": {**ZOE, "login": cast.OLIVIA.username.upper()}}, "login: An object with this field"),
        ({"profile": {**ZOE, "firstName": ""}}, "firstName: The field cannot be left blank"),
        ({"profile": {**ZOE, "email": "nowhere"}}, "email: does not match required pattern"),
        ({"profile": {**ZOE, "lastName": "x" * 51}}, "lastName: must have at most 50 characters"),
        ({"profile": {**ZOE, "title": 7}}, "title: must be of the type string"),
        ({"profile": {**ZOE, "shoeSize": "7"}}, "Property name 'shoeSize' is not defined"),
        ({"profile": ZOE, "credentials": {"password": {"value": "short"}}}, "password: Password requirements"),
        ({"profile": ZOE, "groupIds": ["00gnowhere"]}, "groupIds: there is no group"),
        ({}, "login: The field cannot be left blank"),
        ({"profile": "zoe"}, "profile: Expected"),
    ],
)
def test_what_is_refused_names_its_cause_and_leaves_nothing(
    admin: Admin, parties: Parties, body: dict[str, Any], cause: str
) -> None:
    """7.2: E0000001 with causes; nothing is half-written."""
    before = parties.okta.rows("users", "group_members", "system_log")
    answer = admin.send("POST", "/users", body)
    error = answer.get_json()
    assert (answer.status_code, error["errorCode"]) == (400, "E0000001")
    assert any(found["errorSummary"].startswith(cause) for found in error["errorCauses"]), error
    assert parties.okta.rows("users", "group_members", "system_log") == before


def test_a_body_that_is_no_json(admin: Admin) -> None:
    """7.2: E0000003."""
    answer = admin.send("POST", "/users", None, {"Content-Type": "application/json"})
    assert (answer.status_code, answer.get_json()["errorCode"]) == (400, "E0000003")


def test_a_user_is_found_by_every_name(admin: Admin) -> None:
    """4.4: by id, login, short login and `me`; case does not count in logins."""
    olivia = admin.get(f"/users/{cast.OLIVIA.username}")
    names = [olivia["id"], cast.OLIVIA.username.upper(), cast.OLIVIA.username.partition("@")[0], "me"]
    assert {admin.get(f"/users/{name}")["id"] for name in names} == {olivia["id"]}
    assert admin.refused("GET", "/users/nobody@contoso.example") == (404, "E0000007")


def test_post_changes_and_put_replaces(admin: Admin) -> None:
    """4.4, pitfall 14: what POST does not name stays, what PUT does not name is gone."""
    id = admin.post("/users", {"profile": {**ZOE, "department": "Sales"}}, activate="false")["id"]
    assert admin.post(f"/users/{id}", {"profile": {"title": "Boss"}})["profile"]["department"] == "Sales"
    replaced = admin.put(f"/users/{id}", {"profile": ZOE})["profile"]
    assert "department" not in replaced
    assert "title" not in replaced
    assert admin.refused("PUT", f"/users/{id}", {"profile": {"title": "Boss"}}) == (400, "E0000001")


def test_deleting_takes_two_calls(admin: Admin) -> None:
    """4.4: the first deprovisions and keeps the login taken, the second removes."""
    id = admin.post("/users", {"profile": ZOE})["id"]
    admin.delete(f"/users/{id}")
    assert admin.get(f"/users/{id}")["status"] == "DEPROVISIONED"
    assert admin.refused("POST", "/users", {"profile": ZOE}) == (400, "E0000001")
    admin.delete(f"/users/{id}")
    assert admin.refused("GET", f"/users/{id}") == (404, "E0000007")
    assert admin.post("/users", {"profile": ZOE})["status"] == "PROVISIONED"


def test_an_etag_that_is_old_is_refused(admin: Admin, parties: Parties) -> None:
    """4.5: `If-Match` with an entity tag from before a change is E0000231."""
    id = admin.post("/users", {"profile": ZOE}, activate="false")["id"]
    tag = admin.send("GET", f"/users/{id}").headers["ETag"]
    parties.clock.move(timedelta(seconds=2))
    change = {"profile": {"title": "Boss"}}
    assert admin.send("POST", f"/users/{id}", change, {"If-Match": tag}).status_code == 200
    late = admin.send("POST", f"/users/{id}", change, {"If-Match": tag})
    assert (late.status_code, late.get_json()["errorCode"]) == (412, "E0000231")


def test_pages_cover_everybody_once(admin: Admin) -> None:
    """4.5: `Link` leads through the list, its last page has no `next`."""
    wanted = {_add(admin, number)["id"] for number in range(7)}
    pages = admin.pages("/users", limit=3)
    found = [user["id"] for page in pages for user in page]
    assert wanted < set(found)
    assert len(found) == len(set(found))
    assert [len(page) for page in pages[:-1]] == [3] * (len(pages) - 1)
    assert "DEPROVISIONED" not in {user["status"] for page in pages for user in page}


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("by", ["profile.login", "profile.department", "created", "id"])
def test_a_sorted_search_goes_on_where_it_stopped(admin: Admin, parties: Parties, by: str, order: str) -> None:
    """4.5: pages of a sorted search are in order and complete, values that repeat or lack included."""
    for number in range(8):
        _add(admin, number, **({"department": f"D{number % 3}"} if number % 4 else {}))
        parties.clock.move(timedelta(seconds=number % 2))
    pages = admin.pages("/users", search='profile.lastName eq "Bulk"', sortBy=by, sortOrder=order, limit=3)
    found = [user for page in pages for user in page]
    assert len({user["id"] for user in found}) == len(found) == 8
    place = by.removeprefix("profile.")
    keys = [str((user["profile"] if by != place else user).get(place, "")) for user in found]
    assert keys == sorted(keys, reverse=order == "desc")


@pytest.mark.parametrize(
    ("search", "count"),
    [
        ('profile.department eq "d1"', 2),
        ('profile.department eq "D1" and profile.firstName sw "person0"', 2),
        ('profile.firstName co "RSON0"', 6),
        ('profile.department eq "D1" or profile.department eq "D2"', 4),
        ('profile.lastName eq "Bulk" and (status eq "STAGED")', 6),
        ('profile.lastName eq "Bulk" and status eq "ACTIVE"', 0),
        ('profile.login sw "person0" and profile.department pr', 6),
        ('profile.lastName eq "Bulk" and profile.title pr', 0),
        ('profile.lastName eq "Bulk" and created gt "2020-01-01T00:00:00.000Z"', 6),
        ('profile.lastName eq "Bulk" and created gt "2120-01-01T00:00:00.000Z"', 0),
        ('profile.lastName eq "Bulk" and profile.city eq "Zür\\"ich%_"', 1),
        ('profile.lastName eq "Bulk" and profile.city sw "Zür\\"ich%"', 1),
        ('profile.lastName eq "Bulk" and profile.city co "%"', 1),
    ],
)
def test_search(admin: Admin, search: str, count: int) -> None:
    """4.5: operators and attributes of `search`."""
    for number in range(6):
        _add(admin, number, department=f"D{number % 3}", **({"city": 'Zür"ich%_'} if not number else {}))
    assert len(admin.get("/users", search=search)) == count


@pytest.mark.parametrize(
    ("query", "refusal"),
    [
        ({"search": 'profile.login ne "x"'}, "E0000031"),
        ({"search": "profile.login eq"}, "E0000031"),
        ({"search": '(profile.login eq "x"'}, "E0000031"),
        ({"search": 'password eq "x"'}, "E0000031"),
        ({"search": 'created gt "yesterday"'}, "E0000031"),
        ({"search": "(" * 400}, "E0000031"),
        ({"filter": 'profile.department eq "x"'}, "E0000031"),
        ({"filter": 'profile.login sw "x"'}, "E0000031"),
        ({"search": 'id eq "x"', "filter": 'id eq "x"'}, "E0000033"),
        ({"limit": "none"}, "E0000001"),
        ({"after": "???"}, "E0000029"),
        ({"after": "WzFd"}, "E0000029"),
        ({"search": 'id eq "x"', "sortBy": "password"}, "E0000001"),
    ],
)
def test_what_cannot_be_asked(admin: Admin, query: dict[str, str], refusal: str) -> None:
    """4.5, pitfall 25: the three grammars are not mixed."""
    assert admin.refused("GET", "/users", **query) == (400, refusal)


def test_q_and_filter(admin: Admin) -> None:
    """4.5: `q` is a prefix of names and e-mail, ten at most; `filter` knows what it knows exactly."""
    for number in range(12):
        _add(admin, number)
    assert len(admin.get("/users", q="pers")) == 10
    assert [user["profile"]["firstName"] for user in admin.get("/users", q="PERSON03")] == ["Person03"]
    assert admin.get("/users", q="erson") == []
    found = admin.get("/users", filter='profile.login eq "PERSON05@bulk.example"')
    assert [user["profile"]["login"] for user in found] == ["person05@bulk.example"]
    frank = admin.get("/users", filter='status eq "DEPROVISIONED"')
    assert [user["profile"]["login"] for user in frank] == [cast.FRANK.username]


def test_who_may_call(admin: Admin, nobody: Admin, parties: Parties) -> None:
    """7.1: no credential E0000005, a bad token E0000011, a token whose administrator is gone E0000011."""
    assert nobody.refused("GET", "/users") == (403, "E0000005")
    assert Admin(parties.network, "00wrong").refused("GET", "/users") == (401, "E0000011")
    glued = nobody.send("GET", "/users/me", headers={"Authorization": "SSWS00" + "t" * 40})
    assert glued.get_json()["profile"]["login"] == cast.OLIVIA.username
    parties.clock.move(timedelta(days=29))
    assert admin.send("GET", "/users").status_code == 200
    parties.clock.move(timedelta(days=29))
    assert admin.send("GET", "/users").status_code == 200
    parties.clock.move(timedelta(days=31))
    assert admin.refused("GET", "/users") == (401, "E0000011")


def test_every_answer_has_the_headers_that_clients_read(admin: Admin) -> None:
    """7.2, 7.3: request id and rate limit, reset in seconds."""
    for answer in (admin.send("GET", "/users"), admin.send("GET", "/users/nobody")):
        assert answer.headers["X-Okta-Request-Id"]
        reset, limit = (int(answer.headers[f"X-Rate-Limit-{name}"]) for name in ("Reset", "Limit"))
        assert 0 < reset < 10**11
        assert limit > 0
        assert answer.mimetype == "application/json"
