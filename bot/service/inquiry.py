"""What somebody asks, held against one survey of the directory: the requests that come of it."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.commands.command import RequestPass
from bot.domain import checks, waiting
from bot.domain.audit import Change, Event, Happened
from bot.domain.brief import Brief
from bot.domain.checks import Asked, Granted
from bot.domain.demands import Demands, Verify
from bot.domain.people import Account, Person
from bot.domain.refusals import CannotAnswerYou, NoApprover, NoManager, Refusal
from bot.domain.request import Request, State, Why
from bot.domain.rules import Delivery, Desk, Existing, in_turn
from bot.domain.survey import Candidate, Found, Survey
from bot.domain.views import Owed, ViewKind
from bot.ports import Conversation, RequestStore
from bot.service.reach import Reach

# Letters and digits that cannot be taken for one another when read out.
ID_LETTERS = "ACDEFGHJKMNPQRTUVWXY34679"
# An account, or an earlier pass, that is younger than this is a fact for the approvers.
LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Dropped:
    """A target for whom nothing is asked; `identity` is as the requester named it.

    `target` is their object id, or what was named where nobody, or more than one, is called so.
    """

    identity: str
    refusal: Refusal
    target: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request that can be stored, and the views that are owed with it.

    `owed` shows the others of its batch too, `own` shows this request alone.
    """

    identity: str
    request: Request
    owed: tuple[Owed, ...]
    own: tuple[Owed, ...] = ()

    def opened(self, now: datetime, lead: str | None) -> Change:
        """As it is stored. `lead` is whose cards show this one too, None if it has its own."""
        asked, rule = self.request, self.request.brief.demands.rule
        lapses = now + (asked.lapses - asked.created)
        request = replace(asked, created=now, changed=now, lapses=lapses, batch_id=lead)
        request = replace(request, due=waiting.due_of(request, now))
        happened = Event(
            Happened.REQUESTED,
            request.requester.id,
            request.target.id,
            request.id,
            {"rule": rule} if rule else {},
        )
        return Change(request, happened, (*(() if lead else self.owed), *self.own))


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One `/tap`, and all that is known at the moment when it is decided.

    `earlier` are the ids of requests that are tried again, by their target's.
    `asked_of` keeps who is asked, so that targets with the same deciders reach the same people.
    """

    requester: Person
    asked: RequestPass
    survey: Survey
    now: datetime
    room: Conversation | None
    earlier: Mapping[str, str]
    asked_of: dict[tuple[Demands, tuple[str, ...]], tuple[Owed, ...] | NoApprover] = field(
        default_factory=dict
    )


@dataclass(frozen=True, slots=True)
class Inquiries:
    store: RequestStore
    reach: Reach
    desk: Desk

    async def prepare(self, inquiry: Inquiry) -> list[Prepared | Dropped]:
        """One answer for each target, in the order in which they were named."""
        granted: list[Granted | Refusal] = [
            self._granted(inquiry, found) for found in inquiry.survey.targets
        ]
        some = any(isinstance(each, Granted) for each in granted)
        if some and not await self.reach.person(inquiry.requester):
            granted = [CannotAnswerYou() if isinstance(one, Granted) else one for one in granted]
        each = zip(inquiry.asked.identities, inquiry.survey.targets, granted, strict=True)
        return [await self._one(inquiry, *one) for one in each]

    async def _one(
        self, inquiry: Inquiry, identity: str, found: Found, granted: Granted | Refusal
    ) -> Prepared | Dropped:
        target = found.account.person.id if isinstance(found, Candidate) else identity
        if isinstance(granted, Refusal):
            return Dropped(identity, granted, target)
        request_id = _new_id()
        owed = await self._owed(inquiry, granted, request_id)
        if isinstance(owed, Refusal):
            return Dropped(identity, owed, target)
        confirms = await self._confirms(granted)
        if isinstance(confirms, Refusal):
            return Dropped(identity, confirms, target)
        request = await self._request(inquiry, granted, request_id)
        return Prepared(identity, request, owed, confirms)

    async def _confirms(self, granted: Granted) -> tuple[Owed, ...] | NoManager:
        """What the target's manager is owed, where they have to confirm."""
        manager = granted.candidate.manager
        if granted.rule.demands.verify is not Verify.MANAGER or manager is None:
            return ()
        if not await self.reach.person(manager.person):
            return NoManager(granted.candidate.account.person, manager.person)
        return (Owed(ViewKind.CONFIRMATION, manager.person.id),)

    def _granted(self, inquiry: Inquiry, found: Found) -> Granted | Refusal:
        asked = Asked(inquiry.requester.id, found, inquiry.asked.terms, inquiry.asked.reason)
        granted = checks.granted(asked, inquiry.survey, self.desk, inquiry.now)
        if isinstance(granted, Refusal):
            return granted
        return checks.existing(granted.candidate, self.desk) or granted

    async def _owed(
        self, inquiry: Inquiry, granted: Granted, request_id: str
    ) -> tuple[Owed, ...] | NoApprover:
        deciders = checks.deciders(granted, inquiry.survey, inquiry.requester.id)
        key = (granted.rule.demands, tuple(each.person.id for each in deciders))
        if key not in inquiry.asked_of:
            # Whoever is asked for the first target is asked for the others too.
            turn = in_turn(deciders, request_id)
            inquiry.asked_of[key] = await self._asked_of(turn, granted, inquiry)
        return inquiry.asked_of[key]

    async def _asked_of(
        self, deciders: tuple[Account, ...], granted: Granted, inquiry: Inquiry
    ) -> tuple[Owed, ...] | NoApprover:
        needed = granted.rule.demands.approvals
        if len(deciders) < needed:
            return NoApprover(anyone_exists=False, needed=needed)
        mine = Owed(ViewKind.REQUESTER, inquiry.requester.id)
        if inquiry.room is not None and granted.rule.demands.approvers.groups:
            return (mine, Owed(ViewKind.ROOM, inquiry.room.id))
        wanted = max(self.desk.approvers_asked, needed)
        reached = await self.reach.first(deciders, wanted)
        if len(reached) < needed:
            return NoApprover(anyone_exists=True, needed=needed)
        return (mine, *(Owed(ViewKind.APPROVER, each.person.id) for each in reached))

    async def _request(self, inquiry: Inquiry, granted: Granted, request_id: str) -> Request:
        now = inquiry.now
        return Request(
            id=request_id,
            requester=inquiry.requester,
            target=granted.candidate.account.person,
            terms=granted.terms,
            reason=inquiry.asked.reason,
            state=State.PENDING,
            why=Why.ASKED,
            created=now,
            lapses=now + self.desk.approval_timeout,
            changed=now,
            due=None,
            earlier_id=inquiry.earlier.get(granted.candidate.account.person.id),
            brief=await self._brief(granted, now),
        )

    async def _brief(self, granted: Granted, now: datetime) -> Brief:
        candidate, since = granted.candidate, now - LATELY
        created = candidate.created
        asks = self.desk.existing is Existing.ASK
        in_dialog = self.desk.delivery is Delivery.DIALOG
        return Brief(
            demands=granted.rule.demands,
            manager=candidate.manager.person if candidate.manager else None,
            phones=candidate.phones,
            replaces=checks.live_pass(candidate) if asks else None,
            account_created=created if created and created >= since else None,
            earlier_pass=await self.store.last_pass(candidate.account.person.id, since),
            claim_within=self.desk.claim_within if in_dialog else None,
        )


def _new_id() -> str:
    return "".join(secrets.choice(ID_LETTERS) for _ in range(8))
