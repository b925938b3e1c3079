"""The form, in the chat and as a dialog, makes the same request as the typed command."""

from datetime import timedelta

import pytest

from bot import messages
from bot.domain import misreadings
from bot.domain import refusals as no
from bot.domain.terms import Terms
from bot.messages import labels
from bot.sandbox.teams import BOT, Message
from tests.cards.walk import of_type, texts
from tests.stories.town import APPROVE, DENY, Town

FILLED = {"target": "uma@contoso.com", "lifetime": "2h", "use": "once", "reason": "Lost phone"}
NOT_A_LIFETIME = messages.refusal(misreadings.NotALifetime("soon"))
EVIL = "[x](http://evil.example) *b*"


async def form(town: Town) -> Message:
    await town.client("rita").say("/tap")
    return await town.client("rita").sees(labels.FORM)


async def check_that_rita_asked(town: Town) -> None:
    request = await town.request()
    assert request.target == town.person("uma")
    assert request.terms == Terms(timedelta(hours=2), one_time=True)
    assert request.reason == "Lost phone"


async def test_the_form_makes_the_same_request_as_the_text(town: Town) -> None:
    answer = await town.client("rita").click(await form(town), labels.ASK, **FILLED)

    assert answer.toast == messages.asked_again()
    await town.client("adam").sees(APPROVE)
    await check_that_rita_asked(town)


async def test_a_picked_person_is_the_target(town: Town) -> None:
    una = town.person("una")

    await town.client("rita").click(await form(town), labels.ASK, person=una.id)

    assert (await town.request()).target == una


async def test_a_form_with_a_mistake_comes_back_as_it_was_filled_in(town: Town) -> None:
    wrong = FILLED | {"lifetime": "soon"}

    answer = await town.client("rita").click(await form(town), labels.ASK, **wrong)

    assert answer.card is not None
    assert NOT_A_LIFETIME in texts(answer.card)
    inputs = {each["id"]: each.get("value") for each in of_type(answer.card, "Input.")}
    assert inputs == wrong | {"person": None, "date": None, "time": None}
    assert sum((await town.store.counts()).requests.values()) == 0


async def test_the_dialog_makes_the_same_request_as_the_text(town: Town) -> None:
    rita = town.client("rita")
    await rita.open_dialog("form")

    answer = await rita.submit_dialog(labels.ASK, **FILLED)

    assert answer.toast == messages.asked_again()
    assert rita.dialog is None
    await check_that_rita_asked(town)


async def test_a_dialog_with_a_mistake_stays_open_and_can_be_sent_again(town: Town) -> None:
    rita = town.client("rita")
    await rita.open_dialog("form")

    answer = await rita.submit_dialog(labels.ASK, **FILLED | {"lifetime": "soon"})

    assert answer.dialog is not None
    assert NOT_A_LIFETIME in texts(answer.dialog)
    # A dialog sends with Action.Submit only.
    assert of_type(answer.dialog, "Action.Execute") == []
    await rita.submit_dialog(labels.ASK, **FILLED)
    await check_that_rita_asked(town)


async def test_a_refused_dialog_closes_with_the_sentence(town: Town) -> None:
    rita = town.client("rita")
    await rita.open_dialog("form")

    answer = await rita.submit_dialog(labels.ASK, target="grace@contoso.com")

    assert answer.toast == messages.refusal(no.TargetRefused(town.person("grace")))
    assert rita.dialog is None


async def test_a_dialog_from_a_chat_with_a_colleague_is_answered_in_the_bots_own(
    town: Town,
) -> None:
    rita = town.client("rita")
    await rita.sees(labels.WELCOME)
    activity = rita.compose.invoke("composeExtension/submitAction", rita.chat, {"data": FILLED})
    elsewhere = activity["conversation"] | {"id": "19:rita_rob@unq.gbl.spaces"}

    await rita.send(activity, conversation=elsewhere)

    card = await rita.sees("Waiting for approval")
    assert card.conversation == rita.chat.id


async def test_help_shows_how_to_ask_and_opens_the_form(town: Town) -> None:
    rita = town.client("rita")
    await rita.say("/tap help")

    answer = await rita.click(await rita.sees(labels.HELP), labels.OPEN_FORM)

    assert labels.FORM in str(answer.card)


async def test_what_is_no_command_is_answered_with_help(town: Town) -> None:
    await town.client("rita").say("good morning")

    await town.client("rita").sees(labels.HELP)


async def test_who_installs_the_app_is_welcomed_with_a_way_to_the_form(town: Town) -> None:
    welcome = await town.client("rita").sees(labels.WELCOME)

    answer = await town.client("rita").click(welcome, labels.OPEN_FORM)

    assert labels.FORM in str(answer.card)


async def test_what_a_person_typed_is_never_markdown(town: Town) -> None:
    town.sandbox.tenant.person("uma").name = EVIL
    card = await town.asked(f"/tap uma@contoso.com --reason {EVIL}")

    await town.client("adam").click(card, DENY, note=EVIL)

    await town.client("rita").sees(f"“{EVIL}”")
    chats = town.sandbox.teams.chats
    said = [each for chat in chats for each in chat.messages.values() if each.sender == BOT]
    contents = [one for each in said for one in each.contents]
    cards = [one.card for one in contents if one.card is not None]
    assert EVIL in set(texts(cards))
    blocks = [each["text"] for card in cards for each in of_type(card, "TextBlock")]
    assert [text for text in blocks if "evil" in text] == []
    formats = {one.activity.get("textFormat") for one in contents if EVIL in one.text}
    assert formats == {"plain"}


@pytest.mark.parametrize("text", ["/tap uma@contoso.com --lifetime soon", "/tap"])
async def test_a_form_can_be_sent_by_a_client_without_action_execute(town: Town, text: str) -> None:
    rita = town.client("rita")
    await rita.say(text)

    await rita.submit(await rita.sees(labels.FORM), labels.ASK, **FILLED)

    await rita.sees("Waiting for approval")
    await check_that_rita_asked(town)
