"""How verbs print: tables where people look, plain aligned text where programs do."""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

_PLAIN_WIDTH = 1000


@cache
def _console() -> "Console":
    from rich.console import Console

    console = Console(highlight=False)
    # A pipe has no width: nothing is to be broken into lines for it.
    return console if console.is_terminal else Console(highlight=False, width=_PLAIN_WIDTH)


def say(text: str = "", style: str | None = None) -> None:
    """Print a line or a paragraph; style: what rich calls one, shown where colours are."""
    _console().print(text, style=style, markup=False, soft_wrap=not _console().is_terminal)


def table(columns: Sequence[str], rows: Sequence[Sequence[str]], title: str = "") -> None:
    """Print rows under a heading; the last column takes what room there is."""
    from rich.table import Table
    from rich.text import Text

    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), title=title or None, title_justify="left")
    made.title_style = "bold"
    for column in columns:
        made.add_column(column, header_style="dim", overflow="fold", no_wrap=column != columns[-1])
    for row in rows:
        made.add_row(*(Text(cell) for cell in row))
    _console().print(made)
