"""What approvers are told besides the request, and what binds them, as it was when it was asked."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.demands import Demands
from bot.domain.people import Person
from bot.domain.terms import Pass


@dataclass(frozen=True, slots=True)
class Brief:
    """`manager` and `phones` (numbers on record) are the target's.

    `replaces` is a pass that the target has, and whose place a new one takes. `account_created`
    and `earlier_pass` are when the target's account was made and when the bot last made them a
    pass, each only where that is a short while ago. `claim_within` is how long the approver may
    take to have the code shown in a dialog; None where the code comes in a message.
    """

    demands: Demands = field(default_factory=Demands)
    manager: Person | None = None
    phones: tuple[str, ...] = ()
    replaces: Pass | None = None
    account_created: datetime | None = None
    earlier_pass: datetime | None = None
    claim_within: timedelta | None = None
