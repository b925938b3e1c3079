"""Whether Microsoft's services are there, and all clocks agree."""

from datetime import timedelta
from urllib.parse import urlsplit

from bot.graph.knock import Knock
from bot.ops.checks.finding import Finding, fine, problem, unseen, warning

NAME = "clock"
# Entra accepts assertions and tokens with five minutes of tolerance.
_TOO_FAR = timedelta(minutes=5)
_NOTABLE = timedelta(seconds=30)
_REMEDY = "Set this machine's clock by a time server (NTP)."


def reachable(service: str, address: str, knock: Knock) -> Finding:
    host = urlsplit(address).netloc
    if knock.answered:
        return fine(service, f"{host} answers.")
    return problem(
        service,
        f"{host} cannot be reached ({knock.error}).",
        "Let this machine reach it, or set HTTPS_PROXY; TAP_CLOUD chooses the cloud.",
    )


def clock(*knocks: Knock) -> Finding:
    told = [knock.ahead for knock in knocks if knock.ahead is not None]
    if not told:
        return unseen(NAME, "Could not look: neither the login nor Graph told the time.")
    off = max(told, key=abs)
    direction = "behind" if off > timedelta() else "ahead of"
    sentence = f"This machine is {_rounded(abs(off))} {direction} Microsoft's clocks."
    if abs(off) >= _TOO_FAR:
        return problem(NAME, f"{sentence} Tokens will be refused.", _REMEDY)
    if abs(off) >= _NOTABLE:
        return warning(NAME, sentence, _REMEDY)
    return fine(NAME, "This machine and Microsoft agree about the time.")


def _rounded(span: timedelta) -> str:
    minute = timedelta(minutes=1)
    return f"{span.seconds} seconds" if span < 2 * minute else f"{round(span / minute)} minutes"
