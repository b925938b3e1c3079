"""The part of the doctor's round that asks Graph and Teams about the tenant."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import aiohttp

from bot.domain.people import Account
from bot.domain.refusals import TargetRefused
from bot.domain.survey import Candidate
from bot.graph.certificate_file import CertificateFile
from bot.graph.client import GraphClient
from bot.graph.inspection import Inspector
from bot.ops.checks.application import check_application, managed
from bot.ops.checks.finding import Finding
from bot.ops.checks.groups import APPROVERS, REQUESTERS, GroupSeen, check_group, check_two_people
from bot.ops.checks.named_in_rules import (
    all_there,
    check_named_groups,
    check_named_people,
    groups_besides,
)
from bot.ops.checks.tenant import check_guard, check_policy, check_reach
from bot.ops.house import directory_of
from bot.ops.installation import Installation
from bot.ops.reach import unreached
from bot.ops.seen import seen
from bot.ports import Failure

_CANDIDATES = 5
Sighting = GroupSeen | Failure | None
Named = Account | Failure | None


@dataclass(frozen=True, slots=True)
class _Desk:
    """What was seen of the groups, by their ids."""

    requesters: Mapping[str, Sighting]
    approvers: Mapping[str, Sighting]

    @property
    def ids(self) -> frozenset[str]:
        """Everybody in any of the groups."""
        return frozenset(
            one.person.id
            for group in (*self.requesters.values(), *self.approvers.values())
            if isinstance(group, GroupSeen)
            for one in group.contents.people
        )


class TenantRound:
    """`certificates` are those that could be read, by setting; `service_url` is where Teams is."""

    def __init__(
        self,
        installation: Installation,
        session: aiohttp.ClientSession,
        graph: GraphClient,
        certificates: Mapping[str, CertificateFile],
        service_url: str | None,
    ) -> None:
        self._installation = installation
        self._session = session
        self._certificates = certificates
        self._service_url = service_url
        self._inspector = Inspector(graph)
        self._directory = directory_of(installation.microsoft, installation.desk, graph)

    async def examine(self, *, reach: bool) -> AsyncIterator[Finding]:
        """`reach` says whether there is a token to knock at approvers' chats with."""
        yield check_policy(await seen(self._directory.policy()))
        desk = await self._see_desk()
        named = await self._see_named()
        for finding in self._judge_desk(desk, named):
            yield finding
        async for finding in self._examine_rules(named):
            yield finding
        approvers = _active(desk.approvers, named)
        if reach and approvers:
            yield check_reach(approvers, await self._unreached(approvers))
        yield await self._try_guard(desk)
        async for finding in self._examine_applications(desk.ids):
            yield finding

    def _judge_desk(self, desk: _Desk, named: Mapping[str, Named]) -> Iterator[Finding]:
        for part, groups in ((REQUESTERS, desk.requesters), (APPROVERS, desk.approvers)):
            for group_id, sighting in groups.items():
                yield from check_group(part, group_id, sighting, desk.ids)
        requesters, approvers = _active(desk.requesters, {}), _active(desk.approvers, named)
        if requesters and approvers and not self._installation.desk.managers_approve:
            yield check_two_people(requesters, approvers)

    async def _see_desk(self) -> _Desk:
        desk = self._installation.desk
        requesters, approvers = sorted(desk.requester_groups), sorted(desk.approver_groups)
        found = await asyncio.gather(
            *(seen(self._see_group(group_id)) for group_id in (*requesters, *approvers))
        )
        return _Desk(
            dict(zip(requesters, found, strict=False)),
            dict(zip(approvers, found[len(requesters) :], strict=True)),
        )

    async def _see_group(self, group_id: str) -> GroupSeen | None:
        group = await self._inspector.group(group_id)
        if group is None:
            return None
        contents, owners = await asyncio.gather(
            self._inspector.contents(group_id), self._inspector.owners(f"groups/{group_id}")
        )
        return GroupSeen(group, contents, owners)

    async def _see_named(self) -> Mapping[str, Named]:
        """The approvers whom rules name."""
        ids = sorted(self._installation.desk.named_approvers)
        found = await asyncio.gather(*(seen(self._person(one)) for one in ids))
        return dict(zip(ids, found, strict=True))

    async def _person(self, person_id: str) -> Account | None:
        return next(iter(await self._directory.people((person_id,))), None)

    async def _examine_rules(self, named: Mapping[str, Named]) -> AsyncIterator[Finding]:
        desk = self._installation.desk
        if not desk.rules:
            return
        ids = sorted(groups_besides(desk))
        groups = await asyncio.gather(*(seen(self._inspector.group(one)) for one in ids))
        found = dict(zip(ids, groups, strict=True))
        troubles = [*check_named_groups(found), *check_named_people(named)]
        for finding in troubles or [all_there(desk)]:
            yield finding

    async def _unreached(self, approvers: Sequence[Account]) -> list[Account] | Failure:
        microsoft = self._installation.microsoft
        return await seen(unreached(approvers, microsoft, self._service_url, self._session))

    async def _try_guard(self, desk: _Desk) -> Finding:
        """Try it on somebody until it finds one who could have a pass, but not for ever."""
        people = await seen(self._inspector.people())
        if isinstance(people, Failure):
            return check_guard(None, people)
        person: Account | None = None
        verdict: TargetRefused | Failure | None = None
        strangers = [
            one for one in people if one.in_good_standing and one.person.id not in desk.ids
        ]
        for person in strangers[:_CANDIDATES]:
            verdict = await seen(self._refusal(person.person.id))
            if not isinstance(verdict, TargetRefused):
                break
        return check_guard(person, verdict)

    async def _refusal(self, person_id: str) -> TargetRefused | None:
        (found,) = (await self._directory.survey((), (person_id,))).targets
        if not isinstance(found, Candidate):
            return None
        return TargetRefused(found.account.person) if found.staff else found.refused

    async def _examine_applications(self, desk: frozenset[str]) -> AsyncIterator[Finding]:
        for setting, identity in self._installation.identities.items():
            app_id = self._installation.applications.get(setting)
            if app_id is None:
                yield managed(identity)
                continue
            found = await seen(self._inspector.application(app_id))
            own = self._certificates.get(setting)
            for finding in check_application(found, identity, own, desk, datetime.now(UTC)):
                yield finding


def _active(groups: Mapping[str, Sighting], named: Mapping[str, Named]) -> list[Account]:
    """The people in any of these groups, or named, who may act, each once."""
    found = {
        one.person.id: one
        for group in groups.values()
        if isinstance(group, GroupSeen)
        for one in group.active
    }
    accounts = (one for one in named.values() if isinstance(one, Account))
    found |= {one.person.id: one for one in accounts if one.in_good_standing}
    return list(found.values())
