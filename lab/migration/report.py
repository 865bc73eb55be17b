"""The migration, written down: how many are at each stage, and who."""

import csv
import io
from collections import Counter
from collections.abc import Sequence

from lab.migration.people import Person, Stage


def counts(people: Sequence[Person]) -> dict[Stage, int]:
    """Return how many people are at each stage, stages without anybody too, in the order of the road."""
    found = Counter(person.stage for person in people)
    return {stage: found[stage] for stage in Stage}


def markdown(people: Sequence[Person], steps: Sequence[str], moment: str) -> str:
    """Return a report for people. steps: that were taken; moment: of the report, as it is to be shown."""
    rows = [f"| {stage} | {count} | {_share(count, len(people))} |" for stage, count in counts(people).items()]
    listed = [f"| {person.username} | {person.stage} |" for person in people]
    lines = [
        "# The migration from Azure AD to Okta",
        "",
        f"As of {moment}. Steps taken: {', '.join(steps) or 'none'}. People in Azure AD: {len(people)}.",
        "",
        *("| Stage | People | Share |", "| --- | ---: | ---: |", *rows),
        "",
        *("| Person | Stage |", "| --- | --- |", *listed),
    ]
    return "\n".join(lines) + "\n"


def comma_separated(people: Sequence[Person]) -> str:
    """Return a table for programs (RFC 4180)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("username", "azure_ad_oid", "okta_id", "stage"))
    writer.writerows((person.username, person.oid, person.okta_id, person.stage.value) for person in people)
    return out.getvalue()


def _share(count: int, whole: int) -> str:
    return f"{100 * count / whole:.0f} %" if whole else "0 %"
