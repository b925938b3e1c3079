"""The card of a batch: in the approvers' conversation, in old clients, and after a restart."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot import messages
from bot.demo import of_sandbox
from bot.domain.refusals import CannotReachYou
from bot.domain.request import State
from bot.ops.house import listening, running
from bot.sandbox.server import Sandbox
from bot.store.sql_store import open_store
from tests.patience import until
from tests.stories.batches import (
    ASK_FOR_TWO,
    SEVERAL,
    asked_for_two,
    codes,
    come_to,
    hired,
    ticked,
    ticks,
)
from tests.stories.town import APPROVE, HURRIED, Town, desk_of


@asynccontextmanager
async def bot_at(sandbox: Sandbox, database: Path) -> AsyncIterator[Town]:
    opening = open_store(f"sqlite:///{database}", lambda: sandbox.clock.now() - datetime.now(UTC))
    async with (
        await opening as store,
        running(of_sandbox(sandbox), desk_of(sandbox), store, HURRIED) as app,
        listening(app, "127.0.0.1", 0) as address,
    ):
        sandbox.teams.bot_endpoint = f"{address}/api/messages"
        yield Town(sandbox, store, database)


async def test_a_card_from_before_a_restart_works_after_it(tmp_path: Path) -> None:
    async with Sandbox() as sandbox:
        async with bot_at(sandbox, tmp_path / "tap.db") as town:
            for key in ("rita", "adam"):
                await town.client(key).install()
            card = await asked_for_two(town)

        async with bot_at(sandbox, tmp_path / "tap.db") as town:
            await town.client("adam").click(card, APPROVE, **await ticks(town, uma=False))

            await come_to(town, una=State.ISSUED, uma=State.PENDING)
            await until(lambda: len(codes(town, "adam")) == 1)


async def test_an_old_client_sends_the_ticks_too(town: Town) -> None:
    card = await asked_for_two(town)

    await town.client("adam").submit(card, APPROVE, **await ticks(town, uma=False))

    await come_to(town, una=State.ISSUED, uma=State.PENDING)


async def test_a_room_decides_on_a_batch_too(town: Town) -> None:
    room = town.sandbox.teams.chats.group("Night shift", "rita", "adam", "ada")
    await town.client("ada").say("/tap here", room, mention=True)
    await town.client("ada").sees(messages.room_is_set())
    await town.client("rita").say(ASK_FOR_TWO)
    card = await town.client("adam").sees(SEVERAL)

    await town.client("adam").click(card, APPROVE, **await ticks(town, uma=False))

    await come_to(town, una=State.ISSUED, uma=State.PENDING)
    await town.client("ada").sees("with the approver")
    left = await town.client("ada").sees(SEVERAL)
    assert (left.conversation, ticked(left.card)) == (room.id, ["Uma Underwood"])
    await town.client("ada").click(left, APPROVE)
    await come_to(town, uma=State.ISSUED)
    await until(lambda: len(codes(town, "ada")) == 1)


async def test_who_cannot_receive_a_code_approves_nobody(town: Town) -> None:
    card = await asked_for_two(town)
    await town.removes_app("adam")

    answer = await town.client("adam").click(card, APPROVE)

    assert answer.toast == messages.refusal(CannotReachYou())
    await come_to(town, uma=State.PENDING, una=State.PENDING)


async def test_a_pause_holds_a_whole_batch(town: Town) -> None:
    card = await asked_for_two(town)
    await town.client("ada").say("/tap pause")
    await town.client("ada").sees(messages.paused_now())

    answer = await town.client("adam").click(card, APPROVE)

    assert "Ada Adler paused all passes" in (answer.toast or "")
    await come_to(town, uma=State.PENDING, una=State.PENDING)


async def test_at_the_click_everybody_is_looked_up_once(town: Town) -> None:
    keys = hired(town, 5)
    await town.client("rita").say("/tap " + " ".join(f"{key}@contoso.com" for key in keys))
    card = await town.client("adam").sees(SEVERAL)
    await town.all_is_shown()
    before = len(town.sandbox.calls)

    await town.client("adam").click(card, APPROVE)

    await come_to(town, **dict.fromkeys(keys, State.ISSUED))
    calls = town.sandbox.calls[before:]
    adam = f"/users/{town.person('adam').id}"
    assert sum(call.path.endswith(adam) for call in calls) == 1
    assert len(town.posts) == 5
