"""A rule as it is written in the file, and what may not stand in one rule together."""

import math
from datetime import time
from typing import Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from bot.domain.demands import Approvers, Demands, Verify
from bot.domain.ruling import STAFF_NEEDS, Hours, Rule, Targets
from bot.rule_file.kinds import (
    Approvals,
    Clock,
    Days,
    Flag,
    Ids,
    IsNeeded,
    Longest,
    Name,
    Verification,
)
from bot.setting_kinds import Pattern, Zone

# What a rule grants, and on which conditions; one that denies has none of it.
GRANTS = (
    "approvers",
    "approvals",
    "verify",
    "staff",
    "longest",
    "one_time",
    "reason",
    "reason_pattern",
)


class Written(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class WrittenTargets(Written):
    groups: Ids | None = None
    reports: Flag = False

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if not (self.groups or self.reports):
            raise ValueError("name groups or write reports = true; leave it out for anybody")
        return self

    @property
    def only_reports(self) -> bool:
        """Whether the target's manager can be no other than who asks."""
        return self.reports and not self.groups


class WrittenApprovers(Written):
    groups: Ids | None = None
    manager: Flag = False
    people: Ids | None = None

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if not (self.groups or self.manager or self.people):
            raise ValueError("name groups or people, or write manager = true")
        return self


class WrittenHours(Written):
    days: Days
    since: Clock = Field(alias="from")
    until: Clock
    zone: Zone

    @field_validator("until")
    @classmethod
    def _lasts(cls, until: time, seen: ValidationInfo) -> time:
        if until != time(0) and until == seen.data.get("since"):
            raise ValueError('is the same as from; write "00:00" and "24:00" for whole days')
        return until


class WrittenRule(Written):
    """The order of the fields matters: a check sees those that stand above its own."""

    name: Name
    deny: Flag = False
    requesters: Ids | None = Field(None, validate_default=True)
    targets: WrittenTargets | None = None
    hours: WrittenHours | None = None
    approvers: WrittenApprovers | None = Field(None, validate_default=True)
    approvals: Approvals = 1
    verify: Verification = Verify.ATTESTED
    staff: Flag = False
    longest: Longest | None = None
    one_time: Flag = False
    reason: IsNeeded | None = None
    reason_pattern: Pattern | None = None

    @field_validator("requesters")
    @classmethod
    def _somebody_asks(cls, requesters: list[str] | None, seen: ValidationInfo) -> list[str] | None:
        if requesters is None and seen.data.get("deny") is False:
            raise ValueError("is missing: name the groups whose members may ask, by object id")
        return requesters

    @field_validator(*GRANTS, mode="before")
    @classmethod
    def _grants(cls, written: object, seen: ValidationInfo) -> object:
        if written is not None and seen.data.get("deny"):
            raise ValueError("means nothing in a rule that denies; take it out")
        return written

    @field_validator("approvers")
    @classmethod
    def _somebody_approves(
        cls, approvers: WrittenApprovers | None, seen: ValidationInfo
    ) -> WrittenApprovers | None:
        if approvers is None and seen.data.get("deny") is False:
            raise ValueError("is missing: say who approves, such as { groups = [...] }")
        if approvers and not _how_many(approvers, seen.data.get("targets")):
            raise ValueError("the manager is who asks here, and cannot approve too; name others")
        return approvers

    @field_validator("approvals")
    @classmethod
    def _enough_people(cls, approvals: int, seen: ValidationInfo) -> int:
        approvers = seen.data.get("approvers")
        there = _how_many(approvers, seen.data.get("targets")) if approvers else approvals
        if there < approvals:
            raise ValueError(f"{approvals} must approve, and {there} could; name more approvers")
        return approvals

    @field_validator("verify")
    @classmethod
    def _another_confirms(cls, verify: Verify, seen: ValidationInfo) -> Verify:
        targets = seen.data.get("targets")
        if verify is Verify.MANAGER and targets and targets.only_reports:
            raise ValueError("the manager is who asks here, and cannot confirm too")
        return verify

    @field_validator("staff")
    @classmethod
    def _two_approve(cls, staff: bool, seen: ValidationInfo) -> bool:
        if staff and seen.data.get("approvals", STAFF_NEEDS) < STAFF_NEEDS:
            raise ValueError(f"needs approvals = {STAFF_NEEDS} or more")
        return staff

    @field_validator("reason_pattern")
    @classmethod
    def _reason_is_needed(cls, pattern: str | None, seen: ValidationInfo) -> str | None:
        if pattern is not None and seen.data.get("reason") is False:
            raise ValueError('needs a reason; write reason = "required", or take that line out')
        return pattern

    def rule(self) -> Rule:
        targets, hours = self.targets, self.hours
        return Rule(
            name=self.name,
            requesters=frozenset(self.requesters or ()),
            targets=Targets(frozenset(targets.groups or ()), targets.reports)
            if targets
            else Targets(),
            demands=self._demands(),
            deny=self.deny,
            staff=self.staff,
            longest=self.longest,
            one_time=self.one_time,
            reason_needed=bool(self.reason),
            reason_pattern=self.reason_pattern,
            hours=Hours(hours.days, hours.since, hours.until, hours.zone) if hours else None,
        )

    def _demands(self) -> Demands:
        who = self.approvers
        if who is None:
            return Demands(rule=self.name)
        approvers = Approvers(frozenset(who.groups or ()), who.manager, frozenset(who.people or ()))
        return Demands(approvers, self.approvals, self.verify, self.name)


def _how_many(approvers: WrittenApprovers, targets: WrittenTargets | None) -> float:
    """How many could approve at most; what is in a group nobody knows here."""
    if approvers.groups:
        return math.inf
    manager = approvers.manager and not (targets and targets.only_reports)
    return len(set(approvers.people or ())) + manager
