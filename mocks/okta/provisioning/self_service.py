"""People who sign up by themselves: made with a verified address to come, in the groups that the policy names."""

from collections.abc import Iterable
from typing import Any

from mocks.kit.prepared import Conflict
from mocks.kit.store import savepoint
from mocks.kit.web import Unit
from mocks.okta.directory import groups, system_log, users
from mocks.okta.directory.users import Provider, Status, User
from mocks.okta.ids import okta_id
from mocks.okta.provisioning import rules
from mocks.okta.provisioning.invitations import Purpose, invite_by_mail
from mocks.okta.provisioning.jit import user_party


def sign_up(unit: Unit, public_url: str, profile: dict[str, Any], group_ids: Iterable[str]) -> None:
    """Make a user who becomes active by the link in a mail. Nothing happens when the login is somebody's already."""
    user = User(okta_id(unit.runtime.ids, "00u"), Status.PROVISIONED, profile, None, Provider.OKTA)
    try:
        with savepoint(unit.db):
            users.add(unit.db, user, unit.runtime.clock.now())
    except Conflict:
        return
    for group_id in dict.fromkeys((groups.id_of(unit.db, groups.EVERYONE), *group_ids)):
        groups.add_member(unit.db, group_id, user.id)
    rules.apply(unit, user)
    system_log.record(unit, "user.lifecycle.create", user_party(user), [user_party(user)])
    invite_by_mail(unit, public_url, user.id, str(profile["email"]), Purpose.ACTIVATION)
