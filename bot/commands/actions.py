"""What a button asks the bot to do: its verb and data, as any client may send them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.commands.command import CancelRequest, Misread, RequestPass, RevokePass
from bot.commands.form import read_form
from bot.commands.times import When
from bot.commands.words import tidy
from bot.domain.demands import How
from bot.domain.form import ROW_OF, TICKED, Field, Filled, Verb
from bot.domain.misreadings import NotUnderstood

REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
LONGEST_NOTE = 300


@dataclass(frozen=True, slots=True)
class Approve:
    """`how` the caller was verified, None where the card did not ask or nothing was chosen.

    `rows` are the ids of the requests that were ticked, None on a card without ticks.
    """

    request_id: str
    how: How | None = None
    rows: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Deny:
    """`rows` as in Approve."""

    request_id: str
    note: str | None
    rows: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Confirm:
    """The target's manager says that it is right."""

    request_id: str


@dataclass(frozen=True, slots=True)
class Contradict:
    """The target's manager says that it is not right."""

    request_id: str


@dataclass(frozen=True, slots=True)
class Done:
    """The approver has handed the code on; it may be hidden."""

    request_id: str


@dataclass(frozen=True, slots=True)
class ShowPass:
    """The approver opens the dialog with the code."""

    request_id: str


@dataclass(frozen=True, slots=True)
class Received:
    """The approver has the code that the dialog shows."""

    request_id: str


@dataclass(frozen=True, slots=True)
class NotRight:
    """The target's manager says so of a pass that was made."""

    request_id: str


@dataclass(frozen=True, slots=True)
class TryAgain:
    request_id: str


@dataclass(frozen=True, slots=True)
class TryAllAgain:
    """All of a batch that came to nothing."""

    request_id: str


@dataclass(frozen=True, slots=True)
class OpenForm:
    pass


TakesBack = CancelRequest | RevokePass | NotRight
OfId = Confirm | Contradict | Done | ShowPass | Received | TryAgain | TryAllAgain | TakesBack
Action = Approve | Deny | OfId | OpenForm | RequestPass | Misread

# What needs nothing but the request's id.
_OF_ID: Mapping[object, Callable[[str], OfId]] = MappingProxyType(
    {
        Verb.CONFIRM: Confirm,
        Verb.CONTRADICT: Contradict,
        Verb.DONE: Done,
        Verb.SHOW_PASS: ShowPass,
        Verb.RECEIVED: Received,
        Verb.TRY_AGAIN: TryAgain,
        Verb.TRY_ALL_AGAIN: TryAllAgain,
        Verb.CANCEL: CancelRequest,
        Verb.REVOKE: RevokePass,
        Verb.NOT_RIGHT: NotRight,
    }
)


def read_action(verb: object, data: object, when: When) -> Action:
    """Return what a button wants; Misread of NotUnderstood for what no card of ours sends.

    `verb` is Action.Execute's; None for Action.Submit, whose verb stands in `data`.
    """
    if not isinstance(data, Mapping):
        return Misread(NotUnderstood(), Filled())
    match data.get(Field.VERB) if verb is None else verb:
        case Verb.OPEN_FORM:
            return OpenForm()
        case Verb.REQUEST:
            return read_form(data, when)
        case wanted:
            return _about_request(wanted, data)


def _about_request(verb: object, data: Mapping[str, object]) -> Action:
    request_id, note = data.get(Field.REQUEST_ID), data.get(Field.NOTE) or ""
    if isinstance(request_id, str) and REQUEST_ID.fullmatch(request_id) and isinstance(note, str):
        match verb:
            case Verb.APPROVE:
                return Approve(request_id, _how(data.get(Field.HOW)), _rows(data))
            case Verb.DENY:
                # A note that is too long is cut: it must not stand in the way of a denial.
                return Deny(request_id, tidy(note)[:LONGEST_NOTE].rstrip() or None, _rows(data))
            case str() if verb in _OF_ID:
                return _OF_ID[verb](request_id)
    return Misread(NotUnderstood(), Filled())


def _how(chosen: object) -> How | None:
    return How(chosen) if isinstance(chosen, str) and chosen in {*How} else None


def _rows(data: Mapping[str, object]) -> tuple[str, ...] | None:
    """The ids of the requests that are ticked; None where there is nothing to tick."""
    ticks = {
        key.removeprefix(ROW_OF): ticked
        for key, ticked in data.items()
        if isinstance(key, str) and key.startswith(ROW_OF)
    }
    ids = (one for one, ticked in ticks.items() if ticked == TICKED and REQUEST_ID.fullmatch(one))
    return tuple(ids) if ticks else None
