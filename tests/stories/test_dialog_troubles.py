"""Why a dialog shows no code: Entra is slow or refuses, all is paused, or it is somebody else's."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot import messages
from bot.domain import no_code
from bot.domain import refusals as no
from bot.domain.audit import Happened
from bot.domain.request import Request, State, Why
from tests.patience import looked_for
from tests.stories.dialogs import SHOW, approved, fetch, in_dialog, shown, words
from tests.stories.town import ASK_FOR_UMA, HURRIED, Town, town_at

PASSES = "/temporaryAccessPassMethods$"
IMPATIENT = replace(HURRIED, answer_within=timedelta(seconds=2), lease=timedelta(seconds=10))


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with town_at(tmp_path, in_dialog) as made:
        yield made


@pytest.fixture
async def slow_town(tmp_path: Path) -> AsyncIterator[Town]:
    """Here a pass takes longer than Teams waits, once."""
    async with town_at(tmp_path, in_dialog, IMPATIENT) as made:
        made.sandbox.faults.add("graph", method="POST", path=PASSES, delay=3, times=1)
        yield made


async def test_a_pass_that_comes_too_slowly_is_deleted_and_another_one_may_be_made(
    slow_town: Town,
) -> None:
    town, adam = slow_town, slow_town.client("adam")

    slow = await shown(town)
    again = await too_slow(town)

    assert slow.toast == messages.refusal(no_code.TookTooLong())
    assert (again.made, again.claim) == (None, None)
    assert town.pass_of("uma") is None
    answer = await adam.submit(await adam.sees("so it was deleted"), SHOW)
    assert town.code_of("uma") in words(answer)
    first, second = town.sandbox.tenant.passes.ever(town.person("uma").id)
    assert first.removed is not None
    assert first.removed <= second.created
    assert Happened.REVOKED in await town.events()


async def test_a_new_request_for_the_same_person_takes_the_place_of_a_slow_one(
    slow_town: Town,
) -> None:
    town = slow_town
    town.sandbox.faults.add("graph", method="DELETE", path=PASSES[:-1], status=503)
    await shown(town)
    slow = await town.comes_to(State.REVOKING)
    await town.client("rob").say(ASK_FOR_UMA)
    await town.client("rob").sees("Waiting for approval")

    town.sandbox.faults.clear()

    revoked = await town.comes_to(State.REVOKED)
    assert (revoked.id, revoked.why) == (slow.id, Why.TOO_SLOW)
    await town.client("rita").sees(messages.outcome(revoked))


async def too_slow(town: Town) -> Request:
    """The request, once its late pass is gone."""
    request = await looked_for(town.request, lambda it: it.why is Why.TOO_SLOW and not it.made)
    assert request.state is State.APPROVED
    return request


async def test_a_refusal_of_entra_is_told_in_the_dialog(town: Town) -> None:
    card = await approved(town)
    town.sandbox.faults.add("graph", method="POST", path=PASSES, status=403, times=1)

    answer = await town.client("adam").submit(card, SHOW)

    failed = await town.comes_to(State.FAILED)
    assert answer.toast == messages.delivery(failed)
    await town.client("rita").sees(messages.outcome(failed))


async def test_to_others_there_is_no_such_request(town: Town) -> None:
    await approved(town)
    request = await town.request()

    for key in ("ada", "rita", "rob", "uma"):
        answer = await fetch(town, key, request.id)
        assert answer.toast == messages.refusal(no.NoSuchRequest())

    assert town.posts == []
    assert await town.refusals() == ["NoSuchRequest"] * 4


async def test_who_may_not_approve_any_more_gets_nothing(town: Town) -> None:
    card, tenant = await approved(town), town.sandbox.tenant
    tenant.groups["approvers"].members.discard(tenant.person("adam").id)

    answer = await town.client("adam").submit(card, SHOW)

    assert answer.toast == messages.refusal(no.VoterGone(town.person("adam")))
    assert (await town.comes_to(State.FAILED)).why is Why.NO_LONGER_RIGHT
    assert town.posts == []


async def test_a_look_up_that_fails_leaves_it_to_another_click(town: Town) -> None:
    card = await approved(town)
    town.sandbox.faults.add("graph", path=r"/\$batch$", status=403, times=1)

    refused = await town.client("adam").submit(card, SHOW)
    answer = await town.client("adam").submit(card, SHOW)

    assert refused.dialog is None
    assert town.code_of("uma") in words(answer)


async def test_while_all_is_paused_nothing_is_shown(town: Town) -> None:
    card = await approved(town)
    await town.client("ada").say("/tap pause")
    await town.client("ada").sees(messages.paused_now())
    paused = await town.store.paused()

    answer = await town.client("adam").submit(card, SHOW)

    assert paused is not None
    assert answer.toast == messages.refusal(paused)
    assert (await town.request()).state is State.APPROVED
    assert town.posts == []
