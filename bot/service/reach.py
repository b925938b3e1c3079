"""Whom the bot can write to: who has it installed, and whose chat can be opened."""

import asyncio
import logging
from dataclasses import dataclass

from bot.domain.people import Account, Person
from bot.ports import Failure, Notifier, RequestStore

log = logging.getLogger(__name__)

# So many people are tried at most before a request is said to reach nobody.
MOST_TRIED = 100


@dataclass(frozen=True, slots=True)
class Reach:
    store: RequestStore
    notifier: Notifier

    async def first(self, accounts: tuple[Account, ...], wanted: int) -> tuple[Account, ...]:
        """The first `wanted` of these people who can be written to."""
        reached: tuple[Account, ...] = ()
        for start in range(0, min(len(accounts), MOST_TRIED), wanted):
            some = accounts[start : start + wanted]
            answers = await asyncio.gather(*(self.person(each.person) for each in some))
            reached += tuple(each for each, there in zip(some, answers, strict=True) if there)
            if len(reached) >= wanted:
                break
        return reached[:wanted]

    async def person(self, person: Person) -> bool:
        if await self.store.remembered(person.id) is not None:
            return True
        try:
            chat = await self.notifier.open_personal(person.id)
        except Failure as failure:
            log.info("%s is out of reach: %s", person.id, failure)
            return False
        await self.store.remember(person.id, chat)
        return True
