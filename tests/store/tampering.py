"""What somebody does to the audit who has the whole database, but not the key."""

from typing import Any

from sqlalchemy import Delete, Executable, Update, delete, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.engines import open_engines
from bot.store.tables import audit, audit_head

_TRIGGERS = {
    "audit": ("audit_stays", "audit_keeps", "audit_adds"),
    "audit_head": ("audit_head_stays", "audit_head_goes_on"),
}


async def tamper(url: str, *statements: Executable) -> None:
    """Run these with every trigger out of the way."""
    engines = open_engines(url)
    async with engines.writer.begin() as conn:
        await _disarm(conn)
        for statement in statements:
            await conn.execute(statement)
    await engines.close()


def row(number: int, **columns: Any) -> Update:
    """Change this row."""
    return update(audit).where(audit.c.id == number).values(columns)


def removal(first: int, last: int) -> Delete:
    return delete(audit).where(audit.c.id.between(first, last))


def head(**columns: Any) -> Update:
    return update(audit_head).values(columns)


def hash_of(number: int) -> Any:
    """The hash that stands in this row."""
    return select(audit.c.hash).where(audit.c.id == number).scalar_subquery()


async def _disarm(conn: AsyncConnection) -> None:
    for table, names in _TRIGGERS.items():
        for name in names:
            on_table = f" ON {table}" if conn.dialect.name == "postgresql" else ""
            await conn.execute(text(f"DROP TRIGGER IF EXISTS {name}{on_table}"))
