"""Rotation of signing keys: by hand, and by itself about every 90 days. Source: fact sheet 1.4 and 5.4.

The next key is published before it signs; one that has signed stays until no token of it can be good any more.
"""

from datetime import timedelta

from mocks.kit.web import Unit
from mocks.oauth.keys import KeyRing
from mocks.okta import access_setup
from mocks.okta.directory import authorization_servers, org
from mocks.okta.directory.authorization_servers import CustomServer

PERIOD = timedelta(days=90)
_LONGEST_TOKEN = timedelta(hours=24)


def is_due(server: CustomServer, now: float) -> bool:
    return server.rotation_mode == "AUTO" and now - server.last_rotated > PERIOD.total_seconds()


def rotate(unit: Unit, keys: KeyRing, server: CustomServer) -> bool:
    """Let the next key sign. False when another worker just did."""
    runtime = unit.runtime
    version = access_setup.new_version(runtime.ids)
    if not authorization_servers.note_rotation(unit.db, server, runtime.clock.now(), version):
        return False
    _turn(unit, keys, server.id)
    return True


class OrgRotation:
    """Rotates the keys of the org's own server.

    Keeps in mind when that was last done, and asks the database only when it may be time again.
    """

    def __init__(self, keys: KeyRing, key: str, last_rotated: float) -> None:
        self._keys, self._key, self._last_rotated = keys, key, last_rotated

    def look(self, unit: Unit) -> None:
        now = unit.runtime.clock.now()
        # Time that runs backwards is the lab's, put back to its beginning.
        if 0 <= now.timestamp() - self._last_rotated <= PERIOD.total_seconds():
            return
        before = org.load(unit.db).keys_rotated
        if now.timestamp() - before > PERIOD.total_seconds() and org.note_rotation(unit.db, before, now):
            _turn(unit, self._keys, self._key)
            before = now.timestamp()
        self._last_rotated = before


def _turn(unit: Unit, keys: KeyRing, key: str) -> None:
    keys.rotate(unit.db, key)
    keys.forget_retired(unit.db, key, 1, _LONGEST_TOKEN)
