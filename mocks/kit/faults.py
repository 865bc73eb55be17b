"""The seam at which a wanted deviation can enter a service.

A service names its fault points and hands each value through; what happens there is decided outside.
"""

from typing import Protocol, TypeVar

T = TypeVar("T")


class Faults(Protocol):
    """Alters values at named points while a fault is active."""

    def alter(self, point: str, value: T) -> T:
        """Return the value to go on with at `point`: the same one unless a fault is active there."""
        ...


class NoFaults:
    """Nothing ever goes wrong."""

    def alter(self, point: str, value: T) -> T:  # noqa: ARG002
        return value
