"""Refusals of what the rule that holds does not permit; see refusals.py."""

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.refusals import Refusal


@dataclass(frozen=True, slots=True)
class ReasonUnlike(Refusal):
    """The reason lacks what the desk wants in it, such as a ticket's number."""

    pattern: str


@dataclass(frozen=True, slots=True)
class TooLongForRule(Refusal):
    """The desk's rule permits a pass no longer than `longest`."""

    lifetime: timedelta
    longest: timedelta


@dataclass(frozen=True, slots=True)
class OneTimeByRule(Refusal):
    """The desk's rule permits one-time passes only."""
