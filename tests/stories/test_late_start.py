"""A pass that starts later: approved now, made shortly before its start, and only if all holds."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot import messages
from bot.domain import refusals as no
from bot.domain.life import AHEAD
from bot.domain.request import Request, State, Why
from bot.messages import dialogs, labels
from bot.sandbox.teams import Message
from cards.parts import reader_time
from tests.stories.dialogs import HAVE_IT, SHOW, approved, in_dialog, words
from tests.stories.town import APPROVE, DONE, Town, town_at

LATER = "/tap uma@contoso.com --lifetime 2h --start in 5h --reason New phone"


async def approved_for_later(town: Town) -> datetime:
    """Rita asks for a pass that starts in five hours, and Adam approves; when it starts."""
    await town.client("adam").click(await town.asked(LATER), APPROVE)
    request = await town.comes_to(State.APPROVED)
    await town.all_is_shown()
    assert request.terms.start is not None
    return request.terms.start


async def moves_to(town: Town, moment: datetime) -> None:
    await town.all_is_shown()
    move_to(town, moment)


def move_to(town: Town, moment: datetime) -> None:
    town.sandbox.clock.move(moment - town.sandbox.clock.now())


def card_of(town: Town, key: str, label: str) -> str:
    """The newest card of this person that has a line with this label."""
    found: list[Message] = [one for one in town.client(key).messages if label in str(one.card)]
    return str(found[-1].card)


async def test_it_is_made_shortly_before_its_start(town: Town) -> None:
    start = await approved_for_later(town)
    assert town.posts == []

    await moves_to(town, start - AHEAD - timedelta(seconds=30))
    assert (await town.request()).state is State.APPROVED
    assert town.posts == []

    await moves_to(town, start - AHEAD + timedelta(seconds=5))
    await town.client("adam").sees(DONE)
    await town.comes_to(State.ISSUED)
    made = town.pass_of("uma")
    assert made is not None
    assert (made.starts, made.lifetime) == (start, timedelta(hours=2))
    assert len(town.posts) == 1


@pytest.mark.parametrize("key", ["adam", "rita"])
async def test_approver_and_requester_see_when_it_is_made(town: Town, key: str) -> None:
    start = await approved_for_later(town)

    card = card_of(town, key, labels.START)

    assert f"**{dialogs.MADE_FROM}:** {reader_time(start - AHEAD)}" in card
    assert f"**{labels.START}:** {reader_time(start)}" in card
    assert f"**{labels.END}:** {reader_time(start + timedelta(hours=2))}" in card


async def test_its_code_is_hidden_a_while_after_its_start(town: Town) -> None:
    start = await approved_for_later(town)
    await moves_to(town, start - AHEAD + timedelta(seconds=5))
    issued = await town.comes_to(State.ISSUED)
    assert issued.hide_at == start + timedelta(minutes=10)

    await town.client("rita").sees("Adam Abel has the code")
    move_to(town, start + timedelta(minutes=9))
    assert not (await town.request()).hidden
    assert town.code_of("uma") in card_of(town, "adam", DONE)

    move_to(town, start + timedelta(minutes=10, seconds=5))
    await town.client("adam").sees(labels.CODE_HIDDEN)


async def test_a_start_within_a_quarter_of_an_hour_is_no_reason_to_wait(town: Town) -> None:
    await town.issued("/tap uma@contoso.com --lifetime 2h --start in 10m --reason New phone")

    assert len(town.posts) == 1


def uma_is_disabled(town: Town) -> None:
    town.sandbox.tenant.person("uma").enabled = False


def rita_has_left(town: Town) -> None:
    tenant = town.sandbox.tenant
    tenant.groups["requesters"].members.discard(tenant.person("rita").id)


def adam_has_left(town: Town) -> None:
    tenant = town.sandbox.tenant
    tenant.groups["approvers"].members.discard(tenant.person("adam").id)


@pytest.mark.parametrize("change", [uma_is_disabled, rita_has_left, adam_has_left])
async def test_everybody_is_checked_again_when_it_is_made(town: Town, change: object) -> None:
    start = await approved_for_later(town)
    assert callable(change)
    change(town)

    await moves_to(town, start - AHEAD + timedelta(seconds=5))

    failed = await town.comes_to(State.FAILED)
    assert failed.why is Why.NO_LONGER_RIGHT
    assert town.posts == []
    await town.client("rita").sees(messages.outcome(failed))
    await town.client("adam").sees(messages.why(failed))


async def test_a_policy_that_has_changed_meanwhile_makes_no_pass(town: Town) -> None:
    start = await approved_for_later(town)
    town.sandbox.tenant.policy.maximum = timedelta(hours=1)

    await moves_to(town, start - AHEAD + timedelta(seconds=5))

    await town.comes_to(State.FAILED)
    assert town.pass_of("uma") is None


async def test_a_bot_that_was_away_at_that_time_lets_it_lapse(town: Town) -> None:
    start = await approved_for_later(town)

    await moves_to(town, start + timedelta(hours=1))

    lapsed: Request = await town.comes_to(State.LAPSED)
    assert lapsed.why is Why.APPROVAL_TOO_OLD
    assert town.posts == []


async def test_a_dialog_can_be_opened_from_then_on(tmp_path: Path) -> None:
    async with town_at(tmp_path, in_dialog) as town:
        adam, card = town.client("adam"), await approved(town, LATER)
        start = (await town.request()).terms.start
        assert start is not None
        assert f"**{dialogs.MADE_FROM}:** {reader_time(start - AHEAD)}" in str(card.card)
        claimable = start - AHEAD + timedelta(minutes=30)
        assert f"**{dialogs.SHOW_UNTIL}:** {reader_time(claimable)}" in str(card.card)

        early = await adam.submit(card, SHOW)
        await moves_to(town, claimable - timedelta(minutes=1))
        answer = await adam.submit(card, SHOW)

        assert early.toast == messages.refusal(no.NotYet())
        assert town.code_of("uma") in words(answer)
        await adam.submit_dialog(HAVE_IT)
        assert (await town.comes_to(State.ISSUED)).hidden
