"""One line of the doctor's report."""

from dataclasses import dataclass
from enum import StrEnum

from bot.ports import Failure, Trouble


class Verdict(StrEnum):
    OK = "ok"
    UNSEEN = "unseen"  # the doctor could not look; the bot works without
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """`sentence` is what is so, `remedy` what to do about it; "" where there is nothing to do."""

    name: str
    verdict: Verdict
    sentence: str
    remedy: str = ""


def fine(name: str, sentence: str) -> Finding:
    return Finding(name, Verdict.OK, sentence)


def unseen(name: str, sentence: str, remedy: str = "") -> Finding:
    return Finding(name, Verdict.UNSEEN, sentence, remedy)


def warning(name: str, sentence: str, remedy: str) -> Finding:
    return Finding(name, Verdict.WARNING, sentence, remedy)


def problem(name: str, sentence: str, remedy: str) -> Finding:
    return Finding(name, Verdict.PROBLEM, sentence, remedy)


def unanswered(name: str, failure: Failure, permission: str) -> Finding:
    """What to say of a look-up in Graph that failed, and what it takes."""
    match failure.trouble:
        case Trouble.PERMISSION:
            return problem(
                name,
                "Graph does not let the bot look.",
                f"Grant the application permission {permission}, with admin consent.",
            )
        case Trouble.SIGN_IN:
            return problem(
                name,
                "Graph does not accept the bot's token.",
                "TAP_CLOUD must name the cloud of the tenant; see also the line about clocks.",
            )
        case trouble:
            return problem(
                name,
                f"Graph gave no answer to go by ({trouble}).",
                "Run the doctor again in a minute; status.cloud.microsoft tells of outages.",
            )


def listed(names: list[str], most: int = 5) -> str:
    """Return names as a sentence has them: "Ada, Bo and 3 others"."""
    if len(names) > most:
        return f"{', '.join(names[: most - 1])} and {len(names) - most + 1} others"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def counted(number: int, one: str, many: str) -> str:
    return f"1 {one}" if number == 1 else f"{number} {many}"
