"""All that a decision rests on, asked of Graph at once: one round trip for what is known by id.

Whoever is named by UPN or display name is found in the first round, and asked about by id in a
second one. Further pages come after that.
"""

import asyncio
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.people import Account
from bot.domain.refusals import AmbiguousName, NoSuchPerson
from bot.domain.survey import Candidate, Known, Survey
from bot.graph.circle import Circle, lowered
from bot.graph.client import GraphClient
from bot.graph.dossier import Surroundings, Tied, candidate, dossier_of, tied
from bot.graph.guard import Lists, lists_for
from bot.graph.people import (
    account_of,
    among,
    contents_of,
    groups_of,
    in_order,
    is_name,
    is_object_id,
    named,
    people_in,
)
from bot.graph.policy import KeptPolicy, TenantPolicy
from bot.graph.questions import Page, Question, Questions, user_path
from bot.graph.verdict import TARGET, Eligible, Target, read_target

Lead = Question[Target | None] | Question[Page[Target]]


@dataclass(frozen=True, slots=True)
class _Person:
    account: Question[Account | None]
    groups: list[Question[frozenset[str]]]

    def questions(self) -> Iterator[Question[Any]]:
        yield self.account
        yield from self.groups


class Inquiry:
    """One survey: the questions of its first round, and what follows from the answers."""

    def __init__(
        self,
        client: GraphClient,
        circle: Circle,
        people: Collection[str],
        targets: Sequence[str],
        members_of: Collection[str],
    ) -> None:
        ask = client.questions
        self._client = client
        self._circle = circle
        self._people = {one: _person(one, circle, ask) for one in people}
        self._leads = [(one, _lead(one, ask)) for one in targets]
        ids = lowered(filter(is_object_id, targets))
        self._dossiers = {one: dossier_of(one, circle, ask) for one in ids}
        self._lists = lists_for(circle, ask) if targets else Lists((), ())
        self._wanted = tuple(dict.fromkeys(members_of))
        self._contents = {one: people_in(one, ask) for one in lowered(self._wanted)}
        closed = circle.lowered().closed - self._contents.keys() if targets else frozenset()
        self._contents |= {one: contents_of(one, ask) for one in closed}

    async def survey(self, kept: KeptPolicy) -> Survey:
        """Raises GraphError."""
        policy, _ = await asyncio.gather(kept.get(), self._client.ask_all(self._first()))
        found = await asyncio.gather(*(self._who(*lead) for lead in self._leads))
        targets = {one.account.person.id: one for one in found if isinstance(one, Target)}
        _, holders, through, members = await asyncio.gather(
            self._client.ask_all(list(self._second(targets))),
            self._client.all_of(*self._lists.holders),
            self._client.all_of(*self._lists.candidates),
            asyncio.gather(*(self._members(group) for group in self._wanted)),
        )
        judged = await self._judge(targets, policy, frozenset(holders), tuple(through))
        return Survey(
            people={one: self._known(asked) for one, asked in self._people.items()},
            targets=tuple(
                judged[one.account.person.id] if isinstance(one, Target) else one for one in found
            ),
            policy=policy.policy,
            members=dict(zip(self._wanted, members, strict=True)),
        )

    def _first(self) -> Iterator[Question[Any]]:
        for person in self._people.values():
            yield from person.questions()
        yield from (lead for _, lead in self._leads)
        for dossier in self._dossiers.values():
            yield from dossier.questions()
        yield from self._lists.questions()
        yield from self._contents.values()

    def _second(self, targets: Collection[str]) -> Iterator[Question[Any]]:
        for target_id in targets:
            if target_id not in self._dossiers:
                dossier = dossier_of(target_id, self._circle, self._client.questions)
                self._dossiers[target_id] = dossier
                yield from dossier.questions()

    async def _who(self, identity: str, lead: Lead) -> Target | NoSuchPerson | AmbiguousName:
        answer = lead.answer()
        if not isinstance(answer, Page):
            return answer or NoSuchPerson(identity)
        found = await self._client.rest(answer)
        if not found:
            return NoSuchPerson(identity)
        return found[0] if len(found) == 1 else AmbiguousName(identity, len(found))

    def _known(self, asked: _Person) -> Known:
        account = asked.account.answer()
        if account is None:
            return Known(None, frozenset())
        groups = among(self._circle.of_requesters, [some.answer() for some in asked.groups])
        return Known(account, groups)

    async def _members(self, group: str) -> tuple[Account, ...]:
        return in_order(await self._client.all_of(self._contents[group.lower()]))

    async def _judge(
        self,
        targets: dict[str, Target],
        policy: TenantPolicy,
        holders: frozenset[str],
        through: tuple[Eligible, ...],
    ) -> dict[str, Candidate]:
        ties = [tied(each, self._dossiers[one].ties, self._client) for one, each in targets.items()]
        read = await asyncio.gather(*ties)
        around = Surroundings(policy, holders, through, await self._widened(read))
        judged = [
            candidate(one, self._dossiers[target_id], around, self._client)
            for target_id, one in zip(targets, read, strict=True)
        ]
        return dict(zip(targets, await asyncio.gather(*judged), strict=True))

    async def _widened(self, targets: Sequence[Tied]) -> Circle:
        """Return the circle with what is inside its groups, if any target has to do with a group.

        Whoever owns a group inside the approvers' can make anybody an approver.
        """
        circle = self._circle.lowered()
        if not any(one.reaches_a_group for one in targets):
            return circle
        desk, protected = await asyncio.gather(
            self._inside(circle.desk), self._inside(circle.protected)
        )
        return replace(circle, desk=circle.desk | desk, protected=circle.protected | protected)

    async def _inside(self, groups: frozenset[str]) -> frozenset[str]:
        contents = await self._client.all_of(*(self._contents[one] for one in groups))
        return frozenset(one.id for one in contents)


def _person(person_id: str, circle: Circle, ask: Questions) -> _Person:
    return _Person(account_of(person_id, ask), groups_of(person_id, circle.of_requesters, ask))


def _lead(identity: str, ask: Questions) -> Lead:
    if is_name(identity):
        return named(identity, read_target, TARGET, ask)
    return ask.find(user_path(identity), read_target, select=TARGET)
