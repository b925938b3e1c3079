"""Graph on a bad day: what Adam and Rita are told, and that no pass lives whose code is lost."""

import logging
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import messages
from bot.domain.request import Request, State, Why
from bot.sandbox.graph.world import Call
from tests.patience import until
from tests.stories.town import APPROVE, DONE, HURRIED, TRY_AGAIN, Town, town_at

PASSES = "/temporaryAccessPassMethods$"
DEFINITE = {
    400: Why.GRAPH_REFUSED,
    401: Why.GRAPH_REFUSED,
    403: Why.GRAPH_REFUSED,
    404: Why.GRAPH_REFUSED,
    429: Why.GRAPH_BUSY,
}
UNCLEAR: dict[str, dict[str, Any]] = {
    "500": {"status": 500},
    "503": {"status": 503},
    "504": {"status": 504},
    "cut off": {"cut": True},
    "not JSON": {"status": 201, "body": "<html>", "content_type": "text/html"},
    "no pass": {"status": 201, "body": "{}"},
}
PATIENT = replace(HURRIED, settle_for=timedelta(seconds=60))
IMPATIENT = replace(
    PATIENT, lease=timedelta(seconds=2), delivery_margin=timedelta(milliseconds=500)
)


async def approve(town: Town) -> None:
    """Rita asks, and Adam approves."""
    await town.client("adam").click(await town.asked(), APPROVE)


async def ends_as(town: Town, state: State, why: Why) -> Request:
    """The request, once it has ended so, and Adam and Rita have been told."""
    ended = await town.comes_to(state)
    assert ended.why is why
    for key in ("adam", "rita"):
        await town.client(key).sees(messages.title(ended))
    await town.client("rita").sees(messages.why(ended))
    return ended


def deletes(town: Town) -> list[Call]:
    return [call for call in town.sandbox.calls if call.method == "DELETE"]


def looks(town: Town) -> list[Call]:
    """How often the target's passes were listed."""
    return [
        call
        for call in town.sandbox.calls
        if call.method == "GET" and call.path.endswith("/temporaryAccessPassMethods")
    ]


def check_that_no_code_leaked(town: Town, log: str) -> None:
    """There was a pass; it is gone, and nobody ever saw its code."""
    made = town.sandbox.tenant.passes.ever(town.person("uma").id)
    assert made
    assert town.pass_of("uma") is None
    chats = town.sandbox.teams.chats
    seen = [chats.everything_seen_by(key) for key in town.sandbox.tenant.people]
    assert [each.id for each in made if any(each.code in text for text in (log, *seen))] == []


@pytest.mark.parametrize("status", DEFINITE)
async def test_a_definite_no_ends_the_request_with_a_reference(
    town: Town, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    town.sandbox.faults.add("graph", method="POST", path=PASSES, status=status)

    await approve(town)

    failed = await ends_as(town, State.FAILED, DEFINITE[status])
    assert town.pass_of("uma") is None
    (post,) = town.posts
    assert f"request-id={post.request_id} client-request-id={post.client_request_id}" in caplog.text
    assert f"reference={failed.reference} " in caplog.text
    await town.client("rita").sees(f"Reference: {failed.reference}.")
    await town.client("rita").sees(TRY_AGAIN)


@pytest.mark.parametrize("fault", UNCLEAR)
async def test_an_unclear_answer_that_made_nothing_is_found_out(
    town: Town, caplog: pytest.LogCaptureFixture, fault: str
) -> None:
    town.sandbox.faults.add("graph", method="POST", path=PASSES, **UNCLEAR[fault])

    await approve(town)

    failed = await ends_as(town, State.FAILED, Why.NOTHING_MADE)
    assert town.pass_of("uma") is None
    assert len(town.posts) == 1
    assert deletes(town) == []
    assert f"reference={failed.reference} " in caplog.text
    await town.client("rita").sees(f"Reference: {failed.reference}.")


@pytest.mark.parametrize("fault", UNCLEAR)
async def test_a_pass_whose_code_was_lost_is_deleted(
    town: Town, caplog: pytest.LogCaptureFixture, fault: str
) -> None:
    caplog.set_level(logging.DEBUG)
    town.sandbox.faults.add("graph", method="POST", path=PASSES, after_work=True, **UNCLEAR[fault])

    await approve(town)

    await ends_as(town, State.REVOKED, Why.CODE_LOST)
    assert len(town.posts) == 1
    assert f"client-request-id={town.posts[0].client_request_id}" in caplog.text
    check_that_no_code_leaked(town, caplog.text)


async def test_a_code_that_arrived_is_in_no_log(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    with_code = await town.issued()
    await town.client("adam").click(with_code, DONE)

    assert town.posts[0].path in caplog.text
    assert town.code_of("uma") not in caplog.text


async def test_a_lost_pass_is_deleted_as_soon_as_a_lagging_list_shows_it(tmp_path: Path) -> None:
    async with town_at(tmp_path, pace=PATIENT) as town:
        town.sandbox.tenant.switches.list_lag = timedelta(seconds=2)
        town.sandbox.faults.add("graph", method="POST", path=PASSES, after_work=True, status=504)

        await approve(town)

        await ends_as(town, State.REVOKED, Why.CODE_LOST)
        assert town.pass_of("uma") is None
        # One look before the POST, and some that came too early.
        assert len(looks(town)) > 2


async def test_a_deletion_that_fails_is_repeated_until_the_pass_is_gone(town: Town) -> None:
    town.sandbox.faults.add("graph", method="POST", path=PASSES, after_work=True, status=504)
    town.sandbox.faults.add("graph", method="DELETE", status=503, times=7)

    await approve(town)

    await ends_as(town, State.REVOKED, Why.CODE_LOST)
    assert town.pass_of("uma") is None
    statuses = [call.status for call in deletes(town)]
    assert statuses[:7] == [503] * 7
    assert len(statuses) > 7


async def test_a_pass_that_was_deleted_by_hand_counts_as_revoked(town: Town) -> None:
    town.sandbox.faults.add("graph", method="POST", path=PASSES, after_work=True, status=504)
    town.sandbox.faults.add("graph", method="DELETE", after_work=True, status=504, times=1)

    await approve(town)

    await ends_as(town, State.REVOKED, Why.CODE_LOST)
    assert [call.status for call in deletes(town)][:2] == [504, 404]


async def test_a_pass_that_a_colleague_made_by_hand_is_left_alone(town: Town) -> None:
    tenant = town.sandbox.tenant
    town.sandbox.faults.add("graph", method="POST", path=PASSES, status=504, delay=1)
    await approve(town)

    await until(lambda: len(town.posts) == 1)
    by_hand = tenant.passes.create(
        town.person("uma").id,
        now=tenant.clock.now(),
        starts=None,
        lifetime=timedelta(minutes=30),
        one_time=False,
        length=12,
    )

    await ends_as(town, State.FAILED, Why.NOTHING_MADE)
    assert town.pass_of("uma") == by_hand
    assert deletes(town) == []


async def test_nothing_is_approved_whose_passes_cannot_be_looked_up(town: Town) -> None:
    card = await town.asked()
    town.sandbox.faults.add("graph", method="GET", path=PASSES, status=503)

    answer = await town.client("adam").click(card, APPROVE)

    assert "Microsoft 365 could not be reached" in answer.toast
    assert (await town.request()).state is State.PENDING
    assert town.posts == []


@pytest.mark.parametrize("after_work", [True, False])
async def test_a_pass_that_comes_to_light_after_the_lease_is_deleted(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, *, after_work: bool
) -> None:
    """Graph does the work at once and answers too late, or does the work too late."""
    async with town_at(tmp_path, pace=IMPATIENT) as town:
        town.sandbox.faults.add("graph", method="POST", path=PASSES, after_work=after_work, delay=5)

        await approve(town)

        await ends_as(town, State.REVOKED, Why.CODE_LOST)
    # The town has closed, so a late answer has come as well.
    assert len(town.posts) == 1
    check_that_no_code_leaked(town, caplog.text)


async def test_a_pass_that_the_policy_blocks_is_deleted(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    town.sandbox.tenant.switches.refuse_outside_policy = False
    card = await town.asked()
    # The bot knows the policy as it was some minutes ago.
    town.sandbox.tenant.policy.excluded = {town.person("uma").id}

    await town.client("adam").click(card, APPROVE)

    await ends_as(town, State.REVOKED, Why.BLOCKED_BY_POLICY)
    check_that_no_code_leaked(town, caplog.text)
