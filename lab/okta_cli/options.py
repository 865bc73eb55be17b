"""Switches that stand before the command."""

import os
from dataclasses import dataclass, field

_HTTPS_CHECK = "okta.testing.disableHttpsCheck"


@dataclass(slots=True)
class Options:
    """batch: ask nothing. properties: of `-D key=value`."""

    batch: bool = False
    properties: dict[str, str] = field(default_factory=dict)

    def read(self, properties: list[str], *, batch: bool) -> None:
        self.batch = batch
        self.properties = dict(entry.partition("=")[::2] for entry in properties)

    @property
    def https_only(self) -> bool:
        """Tell whether an org must have an https address, as every real one has."""
        switch = self.properties.get(_HTTPS_CHECK) or os.environ.get("OKTA_TESTING_DISABLEHTTPSCHECK", "")
        return switch.lower() not in ("true", "1")


OPTIONS = Options()
