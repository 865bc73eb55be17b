"""The policies of a new org. Source: fact sheet 6.1."""

from datetime import datetime

import msgspec
from sqlalchemy import Connection

from mocks.kit.ids import Ids
from mocks.okta.directory import groups, policies
from mocks.okta.directory.policies import Policy, Rule
from mocks.okta.ids import okta_id
from mocks.okta.policies import _defaults as defaults


def plant_policies(db: Connection, ids: Ids, now: datetime) -> None:
    """Write the policies that every org has."""
    moment = now.timestamp()
    for given in defaults.of_a_new_org(groups.id_of(db, groups.EVERYONE)):
        id, body = okta_id(ids, "00p"), msgspec.json.encode(given.body).decode()
        policies.add(db, Policy(id, given.type, given.name, "", "ACTIVE", 1, True, body, moment, moment))
        rule, rule_id = msgspec.json.encode(given.rule).decode(), okta_id(ids, "0pr")
        place = given.rule_priority
        policies.add_rule(db, Rule(rule_id, id, given.rule_name, "ACTIVE", place, True, rule, moment, moment))
