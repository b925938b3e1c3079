"""Failures of Graph: what trouble it is, whether anything may have been made, and the log line."""

import logging
import re
import secrets
from http import HTTPStatus

from bot.domain.terms import Trace
from bot.graph.answers import Answer, Call, NoAnswer, Outcome
from bot.graph.fields import UnreadableError
from bot.ports import DirectoryFailed, Trouble

_log = logging.getLogger(__name__)

_TROUBLES = {
    HTTPStatus.UNAUTHORIZED: Trouble.SIGN_IN,
    HTTPStatus.FORBIDDEN: Trouble.PERMISSION,
    HTTPStatus.NOT_FOUND: Trouble.MISSING,
    HTTPStatus.TOO_MANY_REQUESTS: Trouble.BUSY,
}

# Statuses that say no to the call itself. 408 and 409 are not here: something in between may give
# up on, or run into, a call that is being carried out.
_DEFINITE = {400, 401, 403, 404, 405, 406, 411, 413, 414, 415, 422, 429}

_UPN = re.compile(r"[^/]*%40[^/]*")
_LONGEST_MESSAGE = 200


class GraphError(DirectoryFailed):
    """A call that failed; `made_nothing` says that it has certainly changed nothing."""

    def __init__(
        self, trouble: Trouble, reference: str, trace: Trace | None = None, *, made_nothing: bool
    ) -> None:
        super().__init__(trouble, reference, trace)
        self.made_nothing = made_nothing


def new_reference() -> str:
    """Return eight characters that a person can read out and an operator can search for."""
    return secrets.token_hex(4)


def failure(call: Call, outcome: Outcome, unreadable: UnreadableError | None = None) -> GraphError:
    """Log the failed call and return what to raise; `unreadable` is why a good status is none."""
    trouble = unreadable.trouble if unreadable else _trouble(outcome)
    trace, made_nothing = trace_of(call, outcome), _made_nothing(outcome)
    error = GraphError(trouble, new_reference(), trace, made_nothing=made_nothing)
    _log.warning(
        "Graph failed: reference=%s trouble=%s %s /%s %s request-id=%s client-request-id=%s",
        error.reference,
        error.trouble,
        call.method,
        _UPN.sub("{upn}", call.path),
        unreadable or _in_short(outcome),
        trace.graph_request_id,
        trace.call_id,
    )
    return error


def trace_of(call: Call, outcome: Outcome) -> Trace:
    return Trace(outcome.request_id if isinstance(outcome, Answer) else "", call.id)


def _trouble(outcome: Outcome) -> Trouble:
    if isinstance(outcome, NoAnswer):
        return Trouble.UNAVAILABLE
    if outcome.status in _TROUBLES:
        return _TROUBLES[HTTPStatus(outcome.status)]
    refused = HTTPStatus.BAD_REQUEST <= outcome.status < HTTPStatus.INTERNAL_SERVER_ERROR
    return Trouble.REFUSED if refused else Trouble.UNAVAILABLE


def _made_nothing(outcome: Outcome) -> bool:
    if isinstance(outcome, NoAnswer):
        return not outcome.sent
    return outcome.status in _DEFINITE


def _in_short(outcome: Outcome) -> str:
    if isinstance(outcome, NoAnswer):
        return f"no answer ({outcome.why})"
    return f"{outcome.status} {outcome.error_code} {outcome.message[:_LONGEST_MESSAGE]!a}"
