"""Refusals of those who would take back what cannot be taken back, or not in this way."""

from dataclasses import dataclass

from bot.domain.people import Person
from bot.domain.refusals import Refusal
from bot.domain.request import State


@dataclass(frozen=True, slots=True)
class TooLateToCancel(Refusal):
    """The pass was made, or is being made; it can be revoked."""

    request_id: str


@dataclass(frozen=True, slots=True)
class NothingToRevoke(Refusal):
    """There is no pass: not yet, or not any more. `target` is whose it would be."""

    target: Person
    state: State
