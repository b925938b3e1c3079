"""The desk's rules, decided without asking anybody: who may, what fits, who is asked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.demands import Approvers, Demands, Verify
from bot.domain.limiting import Limit, Limits
from bot.domain.people import Account
from bot.domain.refusals import LifetimeOutside, OneTimeOnly, PassesDisabled, Refusal, StartInPast
from bot.domain.ruling import Rule, approver_groups, requester_groups
from bot.domain.terms import LONGEST, SHORTEST, Policy, Terms

# People say minutes: a start within the present one has not passed.
JUST_NOW = timedelta(minutes=1)


class Existing(StrEnum):
    """What becomes of a pass that the target has: approvers are told, or not, or none is made."""

    ASK = "ask"
    REPLACE = "replace"
    REFUSE = "refuse"


class Delivery(StrEnum):
    """Where the approver sees the code: in a message, or in a dialog only."""

    CHAT = "chat"
    DIALOG = "dialog"


@dataclass(frozen=True, slots=True)
class Desk:
    """How this help desk works. Groups are object ids.

    `protected_groups`: nobody in, or owning, one of them gets a pass. `sees_pim_for_groups`: so do
    those not who could join or own such a group through Privileged Identity Management.

    `head_daily`: the approvals conversation is told of the audit's head every day. `keep`: how
    long final requests and references are kept, None for good. `contact`: to whom those turn who
    may neither request nor approve, in words. `claim_within`: how long an approver may take to
    open the dialog with the code. `tell_manager`: the target's manager hears of every pass.
    `language`: how the bot speaks to a room, and to whoever has none of its languages. `zone`: the
    IANA name of the time zone of those whose Teams does not say theirs.
    """

    requester_groups: frozenset[str]
    approver_groups: frozenset[str]
    approval_timeout: timedelta = timedelta(minutes=60)
    approvers_asked: int = 10
    approvals_needed: int = 1
    hide_after: timedelta = timedelta(minutes=10)
    head_daily: bool = False
    keep: timedelta | None = None
    contact: str | None = None
    existing: Existing = Existing.ASK
    delivery: Delivery = Delivery.CHAT
    claim_within: timedelta = timedelta(minutes=30)
    limit_requester: Limit | None = None
    limit_target: Limit | None = None
    tell_manager: bool = False
    language: str = "en"
    zone: str = "UTC"
    protected_groups: frozenset[str] = frozenset()
    sees_pim_for_groups: bool = True
    verify: Verify = Verify.NONE
    reason_needed: bool = False
    reason_pattern: str | None = None
    rules: tuple[Rule, ...] = ()

    @property
    def groups(self) -> frozenset[str]:
        """All groups of requesters and approvers, whose people are staff of this desk."""
        of_rules = requester_groups(self.rules) | approver_groups(self.rules)
        return self.requester_groups | self.approver_groups | of_rules

    @property
    def denied_groups(self) -> frozenset[str]:
        """The groups of requesters to whom a rule denies something; that makes nobody staff."""
        return frozenset(one for rule in self.rules if rule.deny for one in rule.requesters)

    @property
    def managers_approve(self) -> bool:
        """Whether a rule lets the manager of a target decide."""
        return any(one.demands.approvers.manager for one in self.rules)

    @property
    def named_approvers(self) -> frozenset[str]:
        """The object ids of people whom a rule names as approvers."""
        return frozenset[str]().union(*(one.demands.approvers.people for one in self.rules))

    @property
    def limits(self) -> Limits:
        return Limits(self.limit_requester, self.limit_target)

    @property
    def rulebook(self) -> tuple[Rule, ...]:
        """The rules of the file, or else the one that the settings are."""
        return self.rules or (
            Rule(
                "",
                requesters=self.requester_groups,
                demands=Demands(
                    Approvers(self.approver_groups), self.approvals_needed, self.verify
                ),
                reason_needed=self.reason_needed,
                reason_pattern=self.reason_pattern,
            ),
        )


def ruled_by(desk: Desk, rules: tuple[Rule, ...]) -> Desk:
    """The desk under these rules, whose groups are then its own; without any, as it was."""
    return replace(
        desk,
        rules=rules,
        requester_groups=desk.requester_groups | requester_groups(rules),
        approver_groups=desk.approver_groups | approver_groups(rules),
    )


@dataclass(frozen=True, slots=True)
class Pace:
    """How long things may take. Production runs with these; tests are in more of a hurry.

    `lease`: how long one replica holds a request to make its pass. `resume_after`: when an approved
    request that nobody claimed is taken up again; `approval_holds`: when it is too late for that.
    `settle_for`: how long an unclear POST is looked for, since Graph's lists lag.
    `delivery_margin`: how long before the end of the lease the code is given up. `due_lease` and
    `view_lease`: how long a replica has what it looks after, or pays, to itself. `call`: how long
    one call of Graph or Teams may take, and `look_up` all attempts of a look-up. `late_update`: how
    long after an update was given up it may still arrive; then the truth is shown once more.
    `confirm_within`: how long a code in a dialog waits for its approver to say "I have it".
    `answer_within`: how long a click waits for its answer; Teams gives up a second later.
    `silence`: how long somebody waits before the bot says that it is at it. `watch_every`: how
    soon a delivered pass is looked at; each wait for the next look is longer, `watch_at_most` at
    the longest.
    """

    lease: timedelta = timedelta(minutes=2)
    resume_after: timedelta = timedelta(seconds=15)
    approval_holds: timedelta = timedelta(minutes=5)
    settle_for: timedelta = timedelta(minutes=5)
    delivery_margin: timedelta = timedelta(seconds=20)
    upkeep_every: timedelta = timedelta(seconds=2)
    books_every: timedelta = timedelta(hours=1)
    due_lease: timedelta = timedelta(seconds=30)
    view_lease: timedelta = timedelta(minutes=1)
    call: timedelta = timedelta(seconds=10)
    look_up: timedelta = timedelta(seconds=4)
    late_update: timedelta = timedelta(minutes=1)
    confirm_within: timedelta = timedelta(minutes=2)
    answer_within: timedelta = timedelta(seconds=4)
    silence: timedelta = timedelta(seconds=2)
    watch_every: timedelta = timedelta(minutes=1)
    watch_at_most: timedelta = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody may do at this desk, and to whom they turn who may do nothing."""

    requests: bool
    approves: bool
    contact: str | None = None


def terms_fit(terms: Terms, policy: Policy, now: datetime) -> Refusal | None:
    """Whether the tenant would make such a pass; None if so."""
    if not policy.enabled:
        return PassesDisabled()
    if terms.start is not None and terms.start < now - JUST_NOW:
        return StartInPast(terms.start)
    if terms.one_time is False and policy.one_time_only:
        return OneTimeOnly()
    return _lifetime_fits(terms.lifetime, policy)


def _lifetime_fits(lifetime: timedelta | None, policy: Policy) -> Refusal | None:
    if lifetime is None:
        return None
    if not SHORTEST <= lifetime <= LONGEST:
        return LifetimeOutside(lifetime, SHORTEST, LONGEST, by_policy=False)
    if not policy.shortest <= lifetime <= policy.longest:
        return LifetimeOutside(lifetime, policy.shortest, policy.longest, by_policy=True)
    return None


def without_past_start(terms: Terms, now: datetime) -> Terms:
    """The terms as they can still be issued: a start that has passed means "now"."""
    if terms.start is not None and terms.start <= now:
        return replace(terms, start=None)
    return terms


def possible_approvers(
    members: Sequence[Account], requester_id: str, target_id: str
) -> tuple[Account, ...]:
    """The members who could decide: in good standing, and neither of the two."""
    return tuple(
        account
        for account in members
        if account.in_good_standing and account.person.id not in {requester_id, target_id}
    )


def two_people(requesters: Sequence[Account], approvers: Sequence[Account]) -> bool:
    """Whether anybody could approve what somebody else requests."""
    return any(
        one.person.id != other.person.id
        for one in requesters
        for other in approvers
        if one.in_good_standing and other.in_good_standing
    )


def in_turn(approvers: Sequence[Account], request_id: str) -> tuple[Account, ...]:
    """The approvers in the order in which this request asks them, so that all get their share."""
    if not approvers:
        return ()
    first = sum(request_id.encode()) % len(approvers)
    return (*approvers[first:], *approvers[:first])
