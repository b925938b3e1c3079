"""Which people the bot cannot write to in Teams. Opening a chat shows nothing to anybody."""

import asyncio
from collections.abc import Sequence

import aiohttp

from bot.domain.people import Account
from bot.ops.microsoft import Microsoft
from bot.ports import TeamsFailed, Trouble
from bot.teams.connector import Connector, ConnectorError, Unreachable
from bot.teams.trust import is_known

_AT_ONCE = 5


async def unreached(
    people: Sequence[Account],
    microsoft: Microsoft,
    service_url: str | None,
    session: aiohttp.ClientSession,
) -> list[Account]:
    """Those whose chat does not open at `service_url`, or where Teams is for everybody.

    Raises TeamsFailed.
    """
    heard = service_url if service_url and is_known(service_url, microsoft.trust) else None
    address = heard or microsoft.service_url
    connector = Connector(session, microsoft.bot_tokens)
    places = asyncio.Semaphore(_AT_ONCE)

    async def opens(person_id: str) -> bool:
        async with places:
            return await _opens(connector, microsoft, address, person_id)

    try:
        opened = await asyncio.gather(*(opens(one.person.id) for one in people))
    except ConnectorError:
        raise TeamsFailed(Trouble.UNAVAILABLE, "") from None
    return [one for one, open_ in zip(people, opened, strict=True) if not open_]


async def _opens(connector: Connector, microsoft: Microsoft, address: str, person_id: str) -> bool:
    trust = microsoft.trust
    try:
        await connector.create_personal(address, person_id, trust.tenant_id, f"28:{trust.app_id}")
    except Unreachable:
        return False
    return True
