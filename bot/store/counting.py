"""How much is there, and how late it is: for whoever measures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.request import State
from bot.store import requests, views


@dataclass(frozen=True, slots=True)
class Counts:
    """`longest_owed`: for how long the oldest of the views is owed; zero if none is."""

    requests: Mapping[State, int]
    views_owed: int
    longest_owed: timedelta


async def count(conn: AsyncConnection, now: datetime) -> Counts:
    number, since = await views.owed(conn)
    longest = now - since if since else timedelta()
    return Counts(await requests.count(conn), number, longest)
