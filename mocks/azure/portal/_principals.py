"""People and groups as somebody names them in a form."""

from mocks.azure.graph_errors import bad_request
from mocks.azure.portal._visit import Visit


def named(visit: Visit, text: str) -> str:
    """Return the object id of a user principal name or of a group's name; raises GraphError 400."""
    literal = text.strip().replace("'", "''")
    for path, name in (("/users", "userPrincipalName"), ("/groups", "displayName")):
        found = visit.graph.get(path, filter=f"{name} eq '{literal}'", select="id", top="2")["value"]
        if len(found) > 1:
            raise bad_request(f"Several groups are named '{text[:80]}'.")
        if found:
            id: str = found[0]["id"]
            return id
    raise bad_request(f"Nobody has the user principal name '{text[:80]}', and no group has that name.")
