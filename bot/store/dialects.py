"""What differs between SQLite and PostgreSQL: times, spans, the clock, inserts that may clash."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Dialect,
    Enum,
    String,
    Table,
    bindparam,
    text,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

Inserting = Callable[[Table], "sqlite.Insert | postgresql.Insert"]


def utc_text(moment: datetime) -> str:
    """Always of one width, so that it sorts."""
    utc = moment.astimezone(UTC).replace(tzinfo=None)
    return utc.isoformat(timespec="microseconds") + "Z"


class Instant(TypeDecorator[datetime]):
    """An aware datetime. SQLite keeps it as text in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        kept = String(27) if dialect.name == "sqlite" else DateTime(timezone=True)
        return dialect.type_descriptor(kept)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time to be stored has no zone")
        return utc_text(value) if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return datetime.fromisoformat(value) if dialect.name == "sqlite" and value else value


class Span(TypeDecorator[timedelta]):
    """A timedelta, as whole microseconds."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> int | None:
        del dialect
        return None if value is None else value // timedelta(microseconds=1)

    def process_result_value(self, value: int | None, dialect: Dialect) -> timedelta | None:
        del dialect
        return None if value is None else timedelta(microseconds=value)


def word(kind: type[StrEnum]) -> Enum:
    """A column for a member of `kind`, kept as its text, so that a new word needs no migration."""
    return Enum(
        kind,
        native_enum=False,
        length=32,
        values_callable=lambda members: [m.value for m in members],
    )


class DatabaseTime(FunctionElement[datetime]):
    """What the database's clock says at this very moment, inside a transaction too."""

    type = Instant()
    inherit_cache = True


@compiles(DatabaseTime, "sqlite")
def _sqlite_time(_element: DatabaseTime, _compiler: Any, **_options: Any) -> str:
    return "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"


@compiles(DatabaseTime, "postgresql")
def _postgresql_time(_element: DatabaseTime, _compiler: Any, **_options: Any) -> str:
    return "clock_timestamp()"


async def one_at_a_time(conn: AsyncConnection, lock: int) -> None:
    """Until this transaction ends nobody else gets past here with the same `lock`.

    On SQLite writers wait for one another anyway.
    """
    if conn.dialect.name == "postgresql":
        await conn.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock})


def among(column: ColumnElement[Any], these: str = "ids") -> ColumnElement[bool]:
    """Whether the column is one of the values that come as the parameter `these`."""
    return column.in_(bindparam(these, expanding=True))


def inserting(conn: AsyncConnection) -> Inserting:
    """How inserts begin that can say what happens where the row is there already."""
    if conn.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert
    return sqlite.insert
