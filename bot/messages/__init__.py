"""Every sentence and label that the bot says, in one voice.

The voice: short, kind and specific; it says what to do next; no jargon, no exclamation marks.
What comes back is plain text. It may hold names and words that a person typed, so it is shown in
text runs or sent as plain text, never as Markdown.
"""

from bot.messages import (
    afterwards,
    deciding,
    dialogs,
    existing,
    labels,
    rule_refusals,  # noqa: F401 - it registers its sentences
    waiting,
)
from bot.messages.refusals import refusal
from bot.messages.replies import (
    answered_privately,
    asked_again,
    asks,
    audit_head,
    broke,
    cannot_answer_privately,
    failure,
    hand_over,
    hidden_at,
    how_to_use,
    left_out,
    length,
    may_do,
    paused_now,
    permitted,
    request_lines,
    resumed,
    room_is_set,
    waits_for_resume,
    working_on_it,
)
from bot.messages.spelling import spelled
from bot.messages.states import account, delivery, headline, outcome, state, title, why
from bot.messages.times import instant, learn, lifetime

__all__ = [
    "account",
    "afterwards",
    "answered_privately",
    "asked_again",
    "asks",
    "audit_head",
    "broke",
    "cannot_answer_privately",
    "deciding",
    "delivery",
    "dialogs",
    "existing",
    "failure",
    "hand_over",
    "headline",
    "hidden_at",
    "how_to_use",
    "instant",
    "labels",
    "learn",
    "left_out",
    "length",
    "lifetime",
    "may_do",
    "outcome",
    "paused_now",
    "permitted",
    "refusal",
    "request_lines",
    "resumed",
    "room_is_set",
    "spelled",
    "state",
    "title",
    "waiting",
    "waits_for_resume",
    "why",
    "working_on_it",
]
