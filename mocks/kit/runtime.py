"""What comes into a service by the door. Nothing in `mocks` reaches for these by itself."""

from dataclasses import dataclass

from mocks.kit.clock import Clock
from mocks.kit.faults import Faults
from mocks.kit.http import HttpClient
from mocks.kit.ids import Ids
from mocks.kit.store import Store


@dataclass(frozen=True, slots=True)
class Runtime:
    """A service's time, random values, database, outgoing HTTP and faults."""

    clock: Clock
    ids: Ids
    store: Store
    http: HttpClient
    faults: Faults
