"""For stories of what comes after: everybody was told, and a clock may jump."""

from bot.domain.audit import Happened
from bot.sandbox.teams import BOT
from tests.patience import looked_for, until
from tests.stories.town import ASK_FOR_UMA, Town


async def told(town: Town, key: str, words: str, times: int = 1) -> None:
    """In messages of their own, not on a card alone."""
    client = town.client(key)
    await until(lambda: sum(words in each.text for each in client.messages) >= times)


def times_told(town: Town, key: str, words: str) -> int:
    return sum(words in each.text for each in town.client(key).messages)


async def written(town: Town, what: Happened) -> None:
    """In the audit, by whoever comes to it."""
    await looked_for(town.events, lambda events: what in events)


async def issued(town: Town, text: str = ASK_FOR_UMA) -> None:
    """Adam has the code, and everybody was told of it."""
    await town.issued(text)
    await told(town, "rita", "Adam Abel has the code")


async def says(town: Town, key: str, text: str) -> str:
    """What somebody who types this is answered in words."""
    client = town.client(key)
    before = {each.id for each in client.messages}

    def answers() -> list[str]:
        new = (each for each in client.messages if each.id not in before)
        return [each.text for each in new if each.sender == BOT and each.text]

    await client.say(text)
    await until(lambda: bool(answers()))
    return answers()[-1]
