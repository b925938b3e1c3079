"""What the tenant permits, whom the bot reaches, and whether the guard sees what it must."""

from collections.abc import Sequence
from datetime import timedelta

from bot.domain.people import Account
from bot.domain.refusals import TargetRefused
from bot.domain.terms import Policy
from bot.ops.checks.finding import Finding, fine, listed, problem, unanswered, unseen, warning
from bot.ops.checks.permissions import GROUPS, PEOPLE, PIM_FOR_GROUPS, POLICY, ROLES
from bot.ports import Failure

POLICY_NAME, GUARD, REACH = "policy", "guard", "reach"


def check_policy(policy: Policy | Failure) -> Finding:
    if isinstance(policy, Failure):
        return unanswered(POLICY_NAME, policy, POLICY.least)
    if not policy.enabled:
        return problem(
            POLICY_NAME,
            "The tenant does not use Temporary Access Passes.",
            "Entra admin center, Authentication methods, Policies, Temporary Access Pass: enable.",
        )
    use = "always one-time" if policy.one_time_only else "one-time or not"
    return fine(
        POLICY_NAME,
        f"Passes live {_span(policy.shortest)} to {_span(policy.longest)}, "
        f"{_span(policy.default)} if nobody says, {use}.",
    )


def check_guard(person: Account | None, verdict: TargetRefused | Failure | None) -> Finding:
    """Whatever the verdict is: the look-ups behind it must work, or every request is refused."""
    if isinstance(verdict, Failure):
        least = (ROLES, PEOPLE, GROUPS, PIM_FOR_GROUPS)
        return unanswered(GUARD, verdict, ", ".join(need.least for need in least))
    if person is None:
        return unseen(GUARD, "Could not look: no ordinary person was found to try it on.")
    could = "could not" if isinstance(verdict, TargetRefused) else "could"
    return fine(GUARD, f"All look-ups work; tried on {person.person.name}, who {could} get a pass.")


def check_reach(approvers: Sequence[Account], unreached: Sequence[Account] | Failure) -> Finding:
    """An approver who has not installed the app gets no card, and the code could go nowhere."""
    if isinstance(unreached, Failure):
        return problem(
            REACH,
            f"Teams does not let the bot open a chat ({unreached.trouble}).",
            "Is there an Azure Bot for MicrosoftAppId, with the Teams channel switched on?",
        )
    if not unreached:
        return fine(REACH, f"The bot reaches all approvers: {listed(_names(approvers))}.")
    remedy = "Install the app for them: Teams admin center, Setup policies."
    if len(unreached) == len(approvers):
        return problem(REACH, "The bot reaches no approver in Teams.", remedy)
    return warning(REACH, f"The bot does not reach {listed(_names(unreached))}.", remedy)


def _names(people: Sequence[Account]) -> list[str]:
    return [one.person.name for one in people]


def _span(span: timedelta) -> str:
    minutes = span // timedelta(minutes=1)
    for size, word in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes % size == 0:
            number = minutes // size
            return f"{number} {word}" if number == 1 else f"{number} {word}s"
    return str(span)
