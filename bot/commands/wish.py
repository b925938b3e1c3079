"""A request as it was said, in text or in the form: one reading for both."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.commands.command import Misread, RequestPass
from bot.commands.lifetime import read_lifetime
from bot.commands.times import When, read_start
from bot.domain.form import Filled, Use
from bot.domain.refusals import ReasonTooLong, Refusal
from bot.domain.terms import Terms

LONGEST_REASON = 500
ONE_TIME = {Use.DEFAULT: None, Use.ONCE: True, Use.MULTI: False}


@dataclass(frozen=True, slots=True)
class Wish:
    """The words for each part, empty where nothing was said, and what went wrong so far."""

    targets: tuple[str, ...] = ()
    lifetime: str = ""
    use: Use = Use.DEFAULT
    start: str = ""
    reason: str = ""
    wrong: tuple[Refusal, ...] = ()


def read_wish(wish: Wish, when: When) -> RequestPass | Misread:
    """Return the request, or the first thing wrong and the form with what was understood."""
    lifetime = read_lifetime(wish.lifetime)
    start = read_start(wish.start, when)
    reason = " ".join(wish.reason.split())
    wrong = [part for part in (*wish.wrong, lifetime, start) if isinstance(part, Refusal)]
    if len(reason) > LONGEST_REASON:
        wrong.append(ReasonTooLong(LONGEST_REASON))
    terms = Terms(
        lifetime if isinstance(lifetime, timedelta) else None,
        ONE_TIME[wish.use],
        start if isinstance(start, datetime) else None,
    )
    if wrong:
        return Misread(wrong[0], _filled(wish, terms, reason, when))
    return RequestPass(wish.targets, terms, reason or None)


def _filled(wish: Wish, understood: Terms, reason: str, when: When) -> Filled:
    local = understood.start.astimezone(when.zone) if understood.start else None
    return Filled(
        target=", ".join(wish.targets),
        lifetime=wish.lifetime if understood.lifetime else "",
        use=wish.use,
        date=f"{local:%Y-%m-%d}" if local else "",
        time=f"{local:%H:%M}" if local else "",
        reason=reason[:LONGEST_REASON],
    )
