"""Everybody reads the bot in the language that they have Teams in."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.rules import Desk
from bot.messages import labels
from bot.sandbox.server import Sandbox
from tests.stories.town import APPROVE, ASK_FOR_UMA, HURRIED, Town, desk_of, town_at


@pytest.fixture
async def babel(town: Town) -> Town:
    """Rita has Teams in German, and Adam in the French of Canada."""
    for key, locale in (("rita", "de-DE"), ("adam", "fr-CA")):
        # The app was installed in English, and that has to be heard before.
        await town.client(key).sees(labels.WELCOME)
        town.client(key).set_language(locale)
        await town.client(key).say("/tap help")
    await town.client("rita").sees("So fordern Sie einen Pass an")
    await town.client("adam").sees("Comment demander un passe")
    return town


async def test_one_request_is_read_in_two_languages(babel: Town) -> None:
    rita, adam = babel.client("rita"), babel.client("adam")

    await rita.say(ASK_FOR_UMA)
    await rita.sees("Wartet auf Genehmigung")
    card = await adam.sees("Rita Reyes demande un passe pour Uma Underwood.")
    await adam.click(card, "Approuver")

    await adam.sees("Terminé, masquer")
    await rita.sees("Adam Abel hat den Code und gibt ihn persönlich oder telefonisch weiter.")
    assert len(babel.posts) == 1


async def test_the_third_one_reads_the_same_request_in_english(babel: Town) -> None:
    await babel.client("rita").say(ASK_FOR_UMA)

    await babel.client("ada").sees("Rita Reyes asks for a pass for Uma Underwood.")


async def test_the_answer_to_a_click_is_in_the_clicker_s_language(babel: Town) -> None:
    await babel.client("rita").say(ASK_FOR_UMA)
    card = await babel.client("adam").sees("Approuver")

    answer = await babel.client("adam").click(card, "Approuver")

    assert answer.card is not None
    assert answer.card["lang"] == "fr"


async def test_a_refusal_is_in_the_language_of_whoever_asked(babel: Town) -> None:
    await babel.client("rita").say("/tap rita@contoso.com")

    await babel.client("rita").sees("Für sich selbst können Sie keinen Pass anfordern.")


async def test_an_approver_who_only_ever_clicks_is_answered_in_their_language(town: Town) -> None:
    """Whoever never writes is heard by their clicks, and the code comes in their words."""
    card = await town.asked()
    town.client("adam").set_language("es-ES")

    await town.client("adam").click(card, APPROVE)

    await town.client("adam").sees("Listo, ocultar")


async def test_who_changes_the_language_of_teams_changes_it_with_the_bot(babel: Town) -> None:
    babel.client("rita").set_language("es-MX")

    await babel.client("rita").say(ASK_FOR_UMA)

    await babel.client("rita").sees("A la espera de aprobación")


@pytest.mark.parametrize("locale", ["nb-NO", "xx", ""])
async def test_who_has_teams_in_another_language_is_answered_in_english(
    town: Town, locale: str
) -> None:
    town.client("rita").set_language(locale)

    await town.client("rita").say("/tap help")

    await town.client("rita").sees("How to ask for a pass")


async def test_a_client_that_says_its_language_in_the_other_place_is_heard(town: Town) -> None:
    town.client("rita").set_language("fr-FR")

    await town.client("rita").say("/tap help", locale=None)

    await town.client("rita").sees("Comment demander un passe")


@pytest.fixture
async def german_town(tmp_path: Path) -> AsyncIterator[Town]:
    def german_desk(sandbox: Sandbox) -> Desk:
        return replace(desk_of(sandbox), language="de", head_daily=True)

    often = replace(HURRIED, books_every=timedelta(milliseconds=50))
    async with town_at(tmp_path, german_desk, often) as town:
        yield town


async def test_the_desk_s_language_is_for_the_room_and_whoever_has_none_of_the_bot_s(
    german_town: Town,
) -> None:
    room = german_town.sandbox.teams.chats.group("Approvals", "adam", "ada")
    await german_town.client("adam").install(room)
    await german_town.client("adam").say("/tap here", room, mention=True)
    await german_town.client("adam").sees("Done. Requests for approval")
    await german_town.client("rita").sees(labels.WELCOME)
    german_town.client("rita").set_language("nb-NO")

    await german_town.client("rita").say(ASK_FOR_UMA)

    asked = await german_town.client("ada").sees("Rita Reyes fordert einen Pass für Uma Underwood")
    assert asked.conversation == room.id
    await german_town.client("rita").sees("Wartet auf Genehmigung")
    await german_town.client("ada").sees("Das Protokoll hat jetzt")
