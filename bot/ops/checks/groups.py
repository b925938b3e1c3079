"""The groups of requesters and approvers: who is in them, and who can change that."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from bot.domain.people import Account
from bot.domain.rules import two_people
from bot.graph.inspection import Contents, Group, Owner
from bot.ops.checks.finding import Finding, counted, fine, listed, problem, unanswered, warning
from bot.ops.checks.permissions import GROUPS
from bot.ports import Failure

REQUESTERS, APPROVERS = "requesters", "approvers"
SETTING = {REQUESTERS: "TAP_REQUESTER_GROUPS", APPROVERS: "TAP_APPROVER_GROUPS"}


@dataclass(frozen=True, slots=True)
class GroupSeen:
    """What a group is, who is in it, and who owns it."""

    group: Group
    contents: Contents
    owners: tuple[Owner, ...]

    @property
    def active(self) -> list[Account]:
        return [one for one in self.contents.people if one.in_good_standing]


def check_group(
    part: str, group_id: str, seen: GroupSeen | Failure | None, desk: Collection[str]
) -> Iterator[Finding]:
    """Findings about one group of this part; `desk` are the ids of everybody in any of them."""
    match seen:
        case Failure():
            yield unanswered(part, seen, GROUPS.least)
        case None:
            remedy = f"Correct {SETTING[part]}, or the rules: it takes object ids of groups."
            yield problem(part, f"There is no group {group_id}.", remedy)
        case GroupSeen():
            troubles = [*_troubles(part, seen), *_owner_troubles(part, seen, desk)]
            yield from troubles or [fine(part, _described(seen))]


def check_two_people(requesters: Sequence[Account], approvers: Sequence[Account]) -> Finding:
    if two_people(requesters, approvers):
        return fine("two people", "There are two people to put behind a pass.")
    return problem(
        "two people",
        "Nobody could approve what somebody else requests: the bot does not start.",
        "Let the groups have two people between them who are enabled and no guests.",
    )


def _troubles(part: str, seen: GroupSeen) -> Iterator[Finding]:
    name = seen.group.name
    if not seen.active:
        found = "only disabled accounts or guests" if seen.contents.people else "no people"
        remedy = "Add people of this tenant whose accounts are enabled."
        yield problem(part, f"{name} has {found} in it.", remedy)
    for group in (seen.group, *seen.contents.groups):
        inside = group.name if group is seen.group else f"{group.name}, inside {name},"
        if group.public:
            remedy = "Make the group private, or use a security group."
            yield problem(part, f"{inside} is public: anybody may join it.", remedy)
        if group.dynamic:
            yield _dynamic(part, inside)


def _dynamic(part: str, inside: str) -> Finding:
    """Requesters by department are usual; an approver is somebody who was chosen."""
    sentence = f"{inside} is dynamic: whoever may change a person's properties decides who is in."
    remedy = "Use a group whose members are assigned."
    return (problem if part == APPROVERS else warning)(part, sentence, remedy)


def _owner_troubles(part: str, seen: GroupSeen, desk: Collection[str]) -> Iterator[Finding]:
    people = [one.account for one in seen.owners if one.account is not None]
    if foreign := [one.person.name for one in people if not one.in_good_standing]:
        yield warning(
            part,
            f"{seen.group.name} is owned by a guest or a disabled account: {listed(foreign)}.",
            "Let somebody own it who is enabled and no guest.",
        )
    if own := [one.person.name for one in people if one.person.id in desk]:
        yield warning(
            part,
            f"{seen.group.name} is owned by people of the desk: {listed(own)}. "
            "They could choose their own second person.",
            "Let somebody own it who neither requests nor approves.",
        )


def _described(seen: GroupSeen) -> str:
    people = counted(len(seen.active), "person", "people")
    idle = len(seen.contents.people) - len(seen.active)
    besides = f", and {idle} disabled or guests" if idle else ""
    owners = listed([one.name for one in seen.owners]) if seen.owners else "nobody"
    return f"{seen.group.name}: {people}{besides}; owned by {owners}."
