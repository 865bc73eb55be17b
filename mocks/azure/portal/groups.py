"""Groups of the tenant, and who belongs to them."""

from flask import Response, request

from mocks.azure.portal import _principals
from mocks.azure.portal._lists import Search
from mocks.azure.portal._section import Section
from mocks.azure.portal._visit import Visit

SECTION = Section("Groups", "/groups")
_GROUP = "/groups/<uuid:id>"
_MOST = "999"


@SECTION.page(SECTION.path)
def every(visit: Visit) -> Response:
    search = Search("displayName")
    found = search.of(visit, "/groups", "id,displayName,description")
    return visit.render("groups", search=search, found=found)


@SECTION.page("/groups/new")
def new(visit: Visit) -> Response:
    return visit.render("new_group")


@SECTION.page(_GROUP)
def one(visit: Visit, id: str) -> Response:
    group = visit.graph.get(f"/groups/{id}", select="id,displayName,description,securityEnabled,createdDateTime")
    members = visit.graph.get(f"/groups/{id}/members", top=_MOST)
    return visit.render("group", group=group, members=members["value"], more="@odata.nextLink" in members)


@SECTION.action("/groups/new", "create-group", "The group was created.")
def create(visit: Visit) -> str:
    """Create a security group: the kind that applications are told of and assigned to."""
    body = {
        "displayName": request.form.get("displayName", "").strip(),
        "description": request.form.get("description", "").strip() or None,
        "mailEnabled": False,
        # Nobody writes to a security group, yet Graph wants a nickname; the real portal makes one up as well.
        "mailNickname": visit.unit.runtime.ids.alphanumeric(10),
        "securityEnabled": True,
    }
    return f"/groups/{visit.graph.post('/groups', body)['id']}"


@SECTION.action(_GROUP, "add-member", "The member was added.")
def add_member(visit: Visit, id: str) -> str:
    member_id = _principals.named(visit, request.form.get("principal", ""))
    reference = f"{visit.server.public_url}/v1.0/directoryObjects/{member_id}"
    visit.graph.post(f"/groups/{id}/members/$ref", {"@odata.id": reference})
    return f"/groups/{id}"


@SECTION.action(_GROUP, "remove-member", "The member was removed.")
def remove_member(visit: Visit, id: str) -> str:
    visit.graph.delete(f"/groups/{id}/members/{request.form.get('member', '')}/$ref")
    return f"/groups/{id}"
