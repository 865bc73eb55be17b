"""A flow as a Mermaid sequence diagram, to be pasted into documents."""

import re

from lab.flow.flow import Flow
from lab.flow.parties import title
from lab.flow.wording import address, failed, meaning

_SPECIAL = re.compile(r"[^\w .,:/()“”→…·@'-]")


def mermaid(flow: Flow) -> str:
    """Return the diagram's source: solid arrows for the browser, dotted ones for the back channel."""
    lines = ["sequenceDiagram", "  autonumber"]
    lines += [f"  participant {_id(party)} as {_safe(title(party))}" for party in flow.parties]
    for message in flow.messages:
        arrow = ("--" if message.back else "-") + ("x" if failed(message) else ">>")
        words = _safe(f"{meaning(message)} ({address(message)})")
        lines.append(f"  {_id(message.source)}{arrow}{_id(message.target)}: {words}")
    last = _id(flow.outcome.party)
    lines.append(f"  Note over {last}: {_safe(flow.reason or flow.headline)}")
    return "\n".join(lines) + "\n"


def _id(party: str) -> str:
    return re.sub(r"\W", "_", party)


def _safe(text: str) -> str:
    """Write what Mermaid could take for syntax as entity codes."""
    return _SPECIAL.sub(lambda match: f"#{ord(match[0])};", " ".join(text.split()))
