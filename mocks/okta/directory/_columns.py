"""Column types and expressions that several tables use."""

from typing import Any

from sqlalchemy import ColumnElement, String, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

# Compared byte by byte on every database: prefixes are looked up as ranges, pages go on after a key.
KEY, LONG_KEY = (String(length).with_variant(String(length, collation="C"), "postgresql") for length in (100, 255))


class JsonText(FunctionElement[str]):
    """A member of a JSON text in lower case, as text; NULL when it is not there. The same words make an index of it."""

    inherit_cache = False
    type = Text()

    def __init__(self, column: ColumnElement[Any], member: str) -> None:
        if not member.isidentifier():
            raise ValueError(f"{member!r} is no attribute name")
        super().__init__(column)
        self.member = member


@compiles(JsonText, "sqlite")
def _on_sqlite(element: JsonText, compiler: SQLCompiler, **options: Any) -> str:
    column = compiler.process(element.clauses.clauses[0], **options)
    return f"lower(json_extract({column}, '$.{element.member}'))"


@compiles(JsonText, "postgresql")
def _on_postgresql(element: JsonText, compiler: SQLCompiler, **options: Any) -> str:
    column = compiler.process(element.clauses.clauses[0], **options)
    return f"lower(({column})::jsonb ->> '{element.member}') COLLATE \"C\""
