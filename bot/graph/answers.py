"""What came back of a call: an answer, read as far as all answers are alike, or none."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from typing import Any

import httpx

from bot.domain.letters import shown_name
from bot.graph.fields import Json

_WORTH_REPEATING = {
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
}
_EXPIRED_TOKEN = "InvalidAuthenticationToken"  # noqa: S105 - an error code of Graph


class Purpose(StrEnum):
    LOOK_UP = "look-up"
    CREATE = "create"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Call:
    """One call of Graph; `path` is for the log, `id` goes along as client-request-id."""

    method: str
    path: str
    url: str
    id: str
    body: Json | None = None
    purpose: Purpose = Purpose.LOOK_UP


@dataclass(frozen=True, slots=True)
class Answer:
    """`error_code` and `message` are empty unless the body was an error of Graph's own."""

    status: int
    error_code: str
    message: str
    request_id: str
    retry_after: float | None
    challenged: bool
    body: Json | None = field(repr=False)

    @property
    def missing(self) -> bool:
        """Whether Graph itself, and not something in between, says that there is no such thing."""
        return self.status == HTTPStatus.NOT_FOUND and bool(self.error_code)

    @property
    def refuses_token(self) -> bool:
        expired = self.challenged or self.error_code == _EXPIRED_TOKEN
        return self.status == HTTPStatus.UNAUTHORIZED and expired


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """`sent` is False only if the call has certainly not left."""

    why: str
    sent: bool


Outcome = Answer | NoAnswer


def refuses_token(outcome: Outcome) -> bool:
    return isinstance(outcome, Answer) and outcome.refuses_token


def worth_repeating(outcome: Outcome) -> bool:
    return isinstance(outcome, NoAnswer) or outcome.status in _WORTH_REPEATING


def read_answer(response: httpx.Response) -> Answer:
    return _answer(response.status_code, response.headers, _json_object(response.content))


def read_part(part: Json) -> Outcome:
    """Return the answer that is one part of a batch's."""
    status, headers = part.get("status"), _object(part.get("headers"))
    if not isinstance(status, int):
        return NoAnswer("a part without a status", sent=True)
    named = {name.lower(): str(value) for name, value in headers.items()}
    return _answer(status, named, _object(part.get("body")))


def _answer(status: int, headers: Mapping[str, str], body: dict[str, Any]) -> Answer:
    error = _lower(_object(body.get("error")))
    inner = _lower(_object(error.get("innererror")))
    return Answer(
        status=status,
        error_code=_word(error.get("code")),
        message=_text(error.get("message")),
        request_id=_word(headers.get("request-id") or inner.get("request-id")),
        retry_after=_seconds(headers.get("retry-after", "")),
        challenged="claims=" in headers.get("www-authenticate", ""),
        body=body or None,
    )


def _json_object(content: bytes) -> dict[str, Any]:
    try:
        return _object(json.loads(content))
    except ValueError:
        return {}


def _lower(found: dict[str, Any]) -> dict[str, Any]:
    """Graph writes innerError and innererror."""
    return {name.lower(): value for name, value in found.items()}


def _object(found: object) -> dict[str, Any]:
    return found if isinstance(found, dict) else {}


def _text(found: object) -> str:
    return found if isinstance(found, str) else ""


def _word(found: object) -> str:
    """A word that stands in the log as it is, so it must not break the line."""
    return shown_name(_text(found))


def _seconds(found: str) -> float | None:
    return float(found) if found.isdecimal() else None
