"""How the world may fail the use cases."""

from enum import StrEnum

from bot.domain.terms import Trace

# Failures. A failure is logged where it happens, with its reference; the person gets the reference.
#
# Failure
# ├── DirectoryFailed      a look-up gave no answer that can be trusted
# ├── NothingMade          Graph proved that no pass was made
# ├── Unclear              a pass may have been made
# ├── Unreachable          Teams has no conversation with this person, or lost it
# ├── MessageGone          a message that was to be updated is not there
# ├── StoreFailed          the store's own, in bot/store/: nothing of the call counts as done
# └── TeamsFailed          Teams did not do it, now


class Trouble(StrEnum):
    """What kind of trouble it is, mostly Graph's, for the words that a person gets."""

    REFUSED = "refused"  # 400: the request is not as Graph wants it
    SIGN_IN = "sign-in"  # 401: the bot's own sign-in
    PERMISSION = "permission"  # 403: a permission is missing
    MISSING = "missing"  # 404
    BUSY = "busy"  # 429
    UNAVAILABLE = "unavailable"  # 5xx, no connection, a time-out
    RECORDS = "records"  # not Graph but the bot's own store


class Failure(Exception):  # noqa: N818 - our word for it: a failure has a reference, a refusal has none
    """`reference` is a short id in the log; `trace` is of the call of Graph that failed, if any."""

    def __init__(self, trouble: Trouble, reference: str, trace: Trace | None = None) -> None:
        super().__init__(f"{trouble} ({reference})")
        self.trouble = trouble
        self.reference = reference
        self.trace = trace


class DirectoryFailed(Failure):
    pass


class NothingMade(Failure):
    pass


class Unclear(Failure):
    pass


class Unreachable(Failure):
    pass


class MessageGone(Failure):
    pass


class TeamsFailed(Failure):
    pass
