"""Rotation of a custom authorization server's signing keys: by hand, and by itself about every 90 days.

Source: fact sheet 1.4 and 5.4.
"""

from datetime import timedelta

from mocks.kit.web import Unit
from mocks.oauth.keys import KeyRing
from mocks.okta import access_setup
from mocks.okta.directory import authorization_servers
from mocks.okta.directory.authorization_servers import CustomServer

PERIOD = timedelta(days=90)


def is_due(server: CustomServer, now: float) -> bool:
    return server.rotation_mode == "AUTO" and now - server.last_rotated > PERIOD.total_seconds()


def rotate(unit: Unit, keys: KeyRing, server: CustomServer) -> bool:
    """Let the next key sign; the one before stays published, older ones go. False when another worker just did."""
    runtime = unit.runtime
    version = access_setup.new_version(runtime.ids)
    if not authorization_servers.note_rotation(unit.db, server, runtime.clock.now(), version):
        return False
    keys.rotate(unit.db, server.id)
    keys.forget_retired(unit.db, server.id, keep=1)
    return True
