"""What must be met before a pass is made: who approves, how many, how the caller is verified."""

from dataclasses import dataclass, field
from enum import StrEnum


class Verify(StrEnum):
    """How it is made sure that the caller is the target; a later one is stricter.

    ATTESTED: each approver says how they did it. MANAGER: the target's manager confirms on a card
    of their own.
    """

    NONE = "none"
    ATTESTED = "attested"
    MANAGER = "manager"


class How(StrEnum):
    """How an approver verified the caller."""

    CALLED_BACK = "called-back"
    IN_PERSON = "in-person"
    MANAGER_SAID = "manager-said"


@dataclass(frozen=True, slots=True)
class Approvers:
    """Who may decide: members of any of these groups, the target's manager, these people.

    Groups and people are object ids.
    """

    groups: frozenset[str] = frozenset()
    manager: bool = False
    people: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Demands:
    """`rule` is the name of the rule that demands this; the settings' own rule has none."""

    approvers: Approvers = field(default_factory=Approvers)
    approvals: int = 1
    verify: Verify = Verify.NONE
    rule: str = ""


def stricter(one: Verify, other: Verify) -> Verify:
    order = list(Verify)
    return max(one, other, key=order.index)
