"""In no story does a code, a token or a key turn up where it has no business."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from typing import Any

import pytest

from bot import messages
from bot.domain.request import State
from bot.messages import labels
from bot.sandbox.teams import Content
from tests.attacks.listening_in import Log, turns_end
from tests.attacks.wiretap import wiretapped
from tests.stories.town import APPROVE, ASK_FOR_UMA, DENY, DONE, TRY_AGAIN, Town

Story = Callable[[Town], Awaitable[None]]
TOKEN = re.compile(r"eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}")
FILLED = {"target": "uma@contoso.com", "lifetime": "2h", "use": "once", "reason": "Lost phone"}
PASSES = "/temporaryAccessPassMethods$"


async def approve(town: Town) -> None:
    await town.issued()


async def deny(town: Town) -> None:
    await town.client("adam").click(await town.asked(), DENY, note="No.")
    await town.comes_to(State.DENIED)


async def hide(town: Town) -> None:
    with_code = await town.issued()
    await town.client("adam").click(with_code, DONE)
    await town.client("adam").sees("Code hidden")


async def run_out(town: Town) -> None:
    await town.issued()
    town.sandbox.clock.move(timedelta(hours=3))
    await town.comes_to(State.ENDED)


async def fail(town: Town) -> None:
    town.sandbox.faults.add("graph", method="POST", path=PASSES, status=403, times=1)
    await town.client("adam").click(await town.asked(), APPROVE)
    await town.comes_to(State.FAILED)


async def revoke(town: Town) -> None:
    """Graph has made the pass, and its answer gets lost; upkeep finds and deletes it."""
    town.sandbox.faults.add(
        "graph", method="POST", path=PASSES, status=504, after_work=True, times=1
    )
    await town.client("adam").click(await town.asked(), APPROVE)
    await town.comes_to(State.REVOKED)


async def unreadable(town: Town) -> None:
    """Graph's answer has a code and nothing else that it should have."""
    body = json.dumps({"temporaryAccessPass": "canary-in-a-broken-answer", "id": 5})
    town.sandbox.faults.add("graph", method="POST", path=PASSES, status=201, body=body, times=1)
    await town.client("adam").click(await town.asked(), APPROVE)
    await town.comes_to(State.FAILED)


async def undelivered(town: Town) -> None:
    """Teams takes no update, so the code is given up and the pass goes."""
    town.sandbox.faults.add("connector", method="PUT", status=503)
    await town.client("adam").click(await town.asked(), APPROVE)
    await town.comes_to(State.REVOKED)
    town.sandbox.faults.clear()
    await town.client("rita").sees(TRY_AGAIN)


async def refused_by_teams(town: Town) -> None:
    """Teams repeats in its error what it was sent."""
    body = json.dumps({"error": {"code": "BadSyntax", "message": "canary"}})
    town.sandbox.faults.add("connector", method="PUT", status=400, body=body)
    await town.client("adam").click(await town.asked(), APPROVE)
    await town.comes_to(State.REVOKED)


async def form(town: Town) -> None:
    rita = town.client("rita")
    await rita.say("/tap")
    await rita.click(await rita.sees(labels.FORM), labels.ASK, **FILLED)
    await town.client("adam").click(await town.client("adam").sees(APPROVE), APPROVE)
    await town.comes_to(State.ISSUED)


async def dialog(town: Town) -> None:
    await town.client("rita").open_dialog("form")
    await town.client("rita").submit_dialog(labels.ASK, **FILLED)
    await town.client("adam").click(await town.client("adam").sees(APPROVE), APPROVE)
    await town.comes_to(State.ISSUED)


async def room(town: Town) -> None:
    adam, chat = town.client("adam"), town.sandbox.teams.chats.group("Desk", "rita", "adam", "ada")
    await adam.say("/tap here", chat, mention=True)
    await adam.sees(messages.room_is_set())
    await town.client("rita").say(ASK_FOR_UMA)
    await adam.click(await adam.sees(APPROVE), APPROVE)
    await town.comes_to(State.ISSUED)


async def pause(town: Town) -> None:
    card = await town.asked()
    await town.client("ada").say("/tap pause")
    await turns_end()
    await town.client("adam").click(card, APPROVE)
    await town.client("ada").say("/tap resume")
    await turns_end()
    await town.client("adam").click(card, APPROVE)
    await town.comes_to(State.ISSUED)


# Three ways of a code; debug mode takes its time.
IN_DEBUG_MODE = {approve, revoke, undelivered}
STORIES = [approve, deny, hide, run_out, fail, revoke, unreadable, undelivered, refused_by_teams]
STORIES += [form, dialog, room, pause]


@contextmanager
def every_step_is_told() -> Iterator[None]:
    """Let asyncio log each callback with its arguments, as it does in debug mode for slow ones."""
    loop = asyncio.get_running_loop()
    was = loop.slow_callback_duration
    loop.set_debug(True)
    loop.slow_callback_duration = 0
    try:
        yield
    finally:
        loop.slow_callback_duration = was
        loop.set_debug(False)


def secrets_of(town: Town) -> dict[str, str]:
    """Codes, the bot's own secret, and the key of the audit, by what they are."""
    tenant = town.sandbox.tenant
    made = [one for person in tenant.people.values() for one in tenant.passes.ever(person.id)]
    keys = [file.read_text().strip() for file in town.database.parent.glob("*key*")]
    return {
        **{f"code {number}": each.code for number, each in enumerate(made)},
        **{f"key {number}": key for number, key in enumerate(keys)},
        "app secret": town.sandbox.app_secret,
        "code of a broken answer": "canary-in-a-broken-answer",
    }


def check_nothing_in(text: str, secrets: dict[str, str], where: str) -> None:
    found = [name for name, secret in secrets.items() if secret in text]
    assert found == [], where
    assert not TOKEN.search(text), where


async def check_places(town: Town, log: Log, answers: list[str]) -> None:
    """Everywhere but in the messages of the one approver."""
    secrets, chats = secrets_of(town), town.sandbox.teams.chats
    check_nothing_in(log.text, secrets, "log")
    check_nothing_in("\n".join(log.lines), secrets, "log as it is written")
    check_nothing_in("\n".join(answers), secrets, "answers")
    check_nothing_in(repr(await town.store.events(1000)), secrets, "audit")
    check_nothing_in(repr(await town.request()), secrets, "request")
    for file in town.database.parent.glob("tap.db*"):
        if "key" not in file.name:
            check_nothing_in(file.read_bytes().decode("latin-1"), secrets, file.name)
    for key in town.sandbox.tenant.people:
        if key != "adam":
            check_nothing_in(chats.everything_seen_by(key), secrets, key)
    for chat in chats:
        if len(chat.members) > 1:
            check_nothing_in(str([one.contents for one in chat.messages.values()]), secrets, "room")


def beside_the_card(content: Content) -> str:
    """What a lock screen shows, a screen reader says, and an old client has in place of a card."""
    said = {name: part for name, part in content.activity.items() if name != "attachments"}
    return json.dumps([said, list(spoken(content.card))])


def spoken(part: Any) -> Iterator[str]:
    match part:
        case dict():
            for name, inner in part.items():
                if name in {"fallbackText", "speak", "altText", "tooltip", "title", "url"}:
                    yield str(inner)
                yield from spoken(inner)
        case list():
            for inner in part:
                yield from spoken(inner)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
async def test_a_story_keeps_its_secrets(log: Log, town: Town, story: Story) -> None:
    async with wiretapped(town) as answers:
        with every_step_is_told() if story in IN_DEBUG_MODE else nullcontext():
            await story(town)
        await turns_end()

    await check_places(town, log, answers)
    secrets = secrets_of(town)
    for message in town.client("adam").messages:
        for content in message.contents:
            check_nothing_in(beside_the_card(content), secrets, "beside the card")


async def test_the_places_are_the_right_ones(log: Log, town: Town) -> None:
    """What is looked for is there, so that what is not found could have been."""
    async with wiretapped(town) as answers:
        with every_step_is_told():
            await approve(town)
        await turns_end()

    codes = [secret for name, secret in secrets_of(town).items() if name.startswith("code 0")]
    assert [code for code in codes if code in town.sandbox.teams.chats.everything_seen_by("adam")]
    assert any(name.startswith("key") for name in secrets_of(town))
    assert any("AdaptiveCard" in answer for answer in answers)
    heard = {record.name.split(".")[0] for record in log.records}
    assert {"asyncio", "aiosqlite", "sqlalchemy", "httpx", "httpcore", "urllib3", "msal"} <= heard


async def test_a_hidden_code_stands_in_no_message_any_more(town: Town) -> None:
    await hide(town)

    code = town.code_of("uma")

    now = [str(message.content.activity) for message in town.client("adam").messages]
    assert [text for text in now if code in text] == []
