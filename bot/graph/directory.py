"""Entra's people, groups and policy through Microsoft Graph: the port Directory."""

import time
from collections.abc import Callable, Collection, Sequence

from bot.domain.people import Account
from bot.domain.survey import Survey
from bot.domain.terms import Policy
from bot.graph.circle import Circle
from bot.graph.client import GraphClient
from bot.graph.people import account_of, in_order, people_in
from bot.graph.policy import KeptPolicy
from bot.graph.survey import Inquiry


class GraphDirectory:
    def __init__(
        self, client: GraphClient, circle: Circle, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._client = client
        self._circle = circle
        self._policy = KeptPolicy(client, clock)

    async def members(self, groups: Collection[str]) -> tuple[Account, ...]:
        """Return the people in any of `groups`, nested ones included, in order of object id."""
        asked = [people_in(group, self._client.questions) for group in groups]
        await self._client.ask_all(asked)
        return in_order(await self._client.all_of(*asked))

    async def people(self, ids: Collection[str]) -> tuple[Account, ...]:
        """Return those of these people who exist."""
        asked = [account_of(one, self._client.questions) for one in sorted(ids)]
        await self._client.ask_all(asked)
        return tuple(found for one in asked if (found := one.answer()) is not None)

    async def policy(self) -> Policy:
        return (await self._policy.get()).policy

    async def survey(
        self, people: Collection[str], targets: Sequence[str], members_of: Collection[str] = ()
    ) -> Survey:
        inquiry = Inquiry(self._client, self._circle, people, targets, members_of)
        return await self._client.in_time(inquiry.survey(self._policy))

    def forget_policy(self) -> None:
        """Ask for the policy anew the next time: Graph has just refused what it allows."""
        self._policy.forget()
