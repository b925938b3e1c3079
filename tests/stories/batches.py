"""Batches for stories: who is asked for, and which ticks of the card are whose."""

from functools import partial
from typing import Any

from bot.domain.request import Request, State
from bot.messages import deciding
from bot.sandbox.cast import hire
from bot.sandbox.teams import Message
from tests.patience import looked_for
from tests.stories.town import DONE, Town

SEVERAL = deciding.TO_APPROVE_SEVERAL
ASK_FOR_TWO = "/tap uma@contoso.com una@contoso.com --lifetime 2h --reason New phones"


def hired(town: Town, number: int) -> list[str]:
    """So many more people, by their keys."""
    keys = [f"new{place}" for place in range(number)]
    for key in keys:
        hire(town.sandbox.tenant, key, f"Newcomer {key}")
    return keys


async def asked_for_two(town: Town) -> Message:
    """Rita asks for Uma and Una; what comes back is the card that Adam gets."""
    await town.client("rita").say(ASK_FOR_TWO)
    card = await town.client("adam").sees(SEVERAL)
    await town.all_is_shown()
    return card


async def requests_of(town: Town, by: str = "rita") -> dict[str, Request]:
    """The newest for each target, by the target's key, as they are now."""
    found = await town.store.latest(town.person(by).id, 100)
    keys = {person.id: key for key, person in town.sandbox.tenant.people.items()}
    return {keys[each.target.id]: each for each in reversed(found)}


async def ticks(town: Town, **ticked: bool) -> dict[str, str]:
    """The inputs for a click in which these people's ticks are set or not."""
    requests = await requests_of(town)
    return {f"row-{requests[key].id}": str(on).lower() for key, on in ticked.items()}


async def come_to(town: Town, **states: State) -> dict[str, Request]:
    """Rita's requests, as soon as they are in these states."""
    return await looked_for(
        partial(requests_of, town),
        lambda found: {key: found[key].state for key in states} == states,
    )


def codes(town: Town, key: str) -> list[Message]:
    """The messages in which this person sees a code."""
    return [one for one in town.client(key).messages if DONE in str(one.card)]


def ticked(card: Any) -> list[str]:
    """The names beside the ticks of a card."""
    rows = [each for each in card["body"] if "Input.Toggle" in str(each)]
    return [each["columns"][1]["items"][0]["inlines"][0]["text"] for each in rows]


def words(message: Message) -> str:
    """What stands in the text runs of its card."""
    runs = [run["text"] for part in (message.card or {})["body"] for run in part.get("inlines", ())]
    return "".join(runs)
