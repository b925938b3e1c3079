"""Which requests of a batch a click is about."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.domain.refusals import NoSuchRequest, Refusal
from bot.domain.request import Request


@dataclass(frozen=True, slots=True)
class NothingChosen(Refusal):
    """A batch was decided on, and nobody on it was ticked."""


def chosen(
    batch: Sequence[Request], rows: Collection[str] | None
) -> tuple[Request, ...] | NothingChosen | NoSuchRequest:
    """The requests of the batch that were ticked.

    `rows` are the ids of the ticked ones, None from a card without ticks, which is about one
    request alone. What is not of this batch is left out.
    """
    if not batch or not rows:
        alone = rows is None and len(batch) == 1
        return tuple(batch) if alone else NothingChosen() if batch else NoSuchRequest()
    return tuple(one for one in batch if one.id in rows) or NoSuchRequest()
