"""The groups and people whom the file of rules names besides those who ask and decide by group."""

from collections.abc import Iterator, Mapping

from bot.domain.people import Account
from bot.domain.rules import Desk
from bot.graph.inspection import Group
from bot.ops.checks.finding import Finding, fine, listed, problem, unanswered
from bot.ops.checks.permissions import GROUPS
from bot.ports import Failure

NAME = "rules"
_REMEDY = "Correct the file that TAP_RULES names: it takes object ids of {kind}."


def groups_besides(desk: Desk) -> frozenset[str]:
    """The groups of targets, and those to which a rule denies something."""
    targets = (one for rule in desk.rules for one in rule.targets.groups)
    return desk.denied_groups.union(targets)


def check_named_groups(groups: Mapping[str, Group | Failure | None]) -> Iterator[Finding]:
    """A rule that denies, and whose group is not there, denies nothing."""
    for group_id, group in groups.items():
        if isinstance(group, Failure):
            yield unanswered(NAME, group, GROUPS.least)
        elif group is None:
            remedy = _REMEDY.format(kind="groups")
            yield problem(NAME, f"There is no group {group_id}.", remedy)


def check_named_people(people: Mapping[str, Account | Failure | None]) -> Iterator[Finding]:
    """An approver by name who is not there, or may not act, decides nothing."""
    for person_id, account in people.items():
        if isinstance(account, Failure):
            yield unanswered(NAME, account, "User.Read.All")
        elif account is None:
            remedy = _REMEDY.format(kind="people")
            yield problem(NAME, f"There is no person {person_id}.", remedy)
        elif not account.in_good_standing:
            sentence = f"{account.person.name}, an approver by name, is disabled or a guest."
            remedy = "Name somebody whose account is enabled and no guest's."
            yield problem(NAME, sentence, remedy)


def all_there(desk: Desk) -> Finding:
    """Where nothing is wrong with any of them."""
    rules = listed([f'"{rule.name}"' for rule in desk.rules])
    return fine(NAME, f"All groups and people that the rules name are there: {rules}.")
