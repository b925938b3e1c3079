"""A request as a row of the table, and back."""

from typing import Any, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import RowMapping

from bot.domain.brief import Brief
from bot.domain.people import Person
from bot.domain.request import Approval, Claim, Message, Request
from bot.domain.terms import Pass, Terms

Row = RowMapping
_Value = TypeVar("_Value")

# The fields that are one column each; the others are prefixes of several columns.
_PLAIN = (
    "id",
    "reason",
    "state",
    "why",
    "created",
    "lapses",
    "changed",
    "due",
    "version",
    "note",
    "hide_at",
    "hidden",
    "earlier_id",
    "reference",
    "batch_id",
    "reminded",
)
_PERSON = ("id", "name", "upn")
_TERMS = ("lifetime", "one_time", "start")
_MESSAGE = ("service_url", "conversation_id", "activity_id")
_BRIEF = TypeAdapter(Brief)
_PASS = ("id", "created", "start", "lifetime", "one_time", "usability")


def row_of(request: Request) -> dict[str, Any]:
    """Every column of the request's own row; its approvals are rows of another table."""
    return {
        **_columns("", _PLAIN, request),
        **_columns("requester_", _PERSON, request.requester),
        **_columns("target_", _PERSON, request.target),
        **_columns("", _TERMS, request.terms),
        **_columns("decided_by_", _PERSON, request.decided_by),
        **_claim_columns(request.claim),
        **_columns("pass_", _PASS, request.made),
        **_columns("confirmed_by_", _PERSON, request.confirmed_by),
        "brief": _BRIEF.dump_python(request.brief, mode="json"),
    }


def request_of(row: Row, approvals: tuple[Approval, ...]) -> Request:
    return Request(
        **_fields("", _PLAIN, row),
        requester=Person(**_fields("requester_", _PERSON, row)),
        target=Person(**_fields("target_", _PERSON, row)),
        terms=Terms(**_fields("", _TERMS, row)),
        approvals=approvals,
        decided_by=_if_there(Person, "decided_by_", _PERSON, row),
        claim=_claim_of(row),
        made=_if_there(Pass, "pass_", _PASS, row),
        confirmed_by=_if_there(Person, "confirmed_by_", _PERSON, row),
        # A request from before there were briefs has none.
        brief=_BRIEF.validate_python(row["brief"] or {}),
    )


def approval_columns(given: Approval) -> dict[str, Any]:
    return {**_columns("approver_", _PERSON, given.by), "how": given.how}


def approval_of(row: Row) -> Approval:
    return Approval(Person(**_fields("approver_", _PERSON, row)), row["how"])


def message_columns(message: Message | None) -> dict[str, Any]:
    return _columns("", _MESSAGE, message)


def message_of(row: Row, prefix: str = "") -> Message | None:
    return _if_there(Message, prefix, _MESSAGE, row)


def _claim_columns(claim: Claim | None) -> dict[str, Any]:
    return {
        **_columns("claim_", _MESSAGE, claim and claim.placeholder),
        **_columns("claim_", ("since", "lease_until"), claim),
        "claim_passes_before": claim and sorted(claim.passes_before),
    }


def _claim_of(row: Row) -> Claim | None:
    if row["claim_since"] is None:
        return None
    return Claim(
        placeholder=message_of(row, "claim_"),
        **_fields("claim_", ("since", "lease_until"), row),
        passes_before=frozenset(row["claim_passes_before"]),
    )


def _columns(prefix: str, names: tuple[str, ...], value: object | None) -> dict[str, Any]:
    """The fields `names` of `value`, all None where there is no value."""
    return {prefix + name: None if value is None else getattr(value, name) for name in names}


def _fields(prefix: str, names: tuple[str, ...], row: Row) -> dict[str, Any]:
    return {name: row[prefix + name] for name in names}


def _if_there(kind: type[_Value], prefix: str, names: tuple[str, ...], row: Row) -> _Value | None:
    """None where the first column is NULL: it is so for a value that is not there."""
    return None if row[prefix + names[0]] is None else kind(**_fields(prefix, names, row))
