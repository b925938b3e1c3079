"""Every click is checked when it is made: who clicks, on what, and whether it still holds."""

from typing import Any

import pytest

from bot import messages
from bot.domain import misreadings
from bot.domain import refusals as no
from bot.sandbox.cast import GLOBAL_ADMINISTRATOR, assign
from tests.stories.clicking import asked, check_refused, press, send
from tests.stories.town import APPROVE, DONE, Town

THE_ID = "{the request's id}"
SENSELESS: dict[str, Any] = {
    "nothing": None,
    "a list": [],
    "no action": {"trigger": "manual"},
    "a text as action": {"action": "approve"},
    "no data": {"action": {"verb": "approve"}},
    "a text as data": {"action": {"verb": "approve", "data": THE_ID}},
    "no request id": {"action": {"verb": "approve", "data": {"verb": "approve"}}},
    "a number as request id": {"action": {"verb": "approve", "data": {"request": 7}}},
    "a list as request id": {"action": {"verb": "approve", "data": {"request": [THE_ID]}}},
    "an endless request id": {"action": {"verb": "approve", "data": {"request": "A" * 65}}},
    "an unknown verb": {"action": {"verb": "bless", "data": {"request": THE_ID}}},
    "a number as verb": {"action": {"verb": 1, "data": {"request": THE_ID}}},
    "a number as note": {"action": {"verb": "deny", "data": {"request": THE_ID, "note": 1}}},
}


def join(town: Town, key: str, group: str) -> None:
    town.sandbox.tenant.groups[group].members.add(town.sandbox.tenant.person(key).id)


def leave(town: Town, key: str, group: str) -> None:
    town.sandbox.tenant.groups[group].members.remove(town.sandbox.tenant.person(key).id)


@pytest.mark.parametrize("verb", ["approve", "deny"])
async def test_nobody_decides_on_their_own_request(town: Town, verb: str) -> None:
    join(town, "rita", "approvers")
    request = await asked(town)

    answer = await press(town, "rita", verb, request.id)

    await check_refused(town, answer, no.OwnRequest(), request)


@pytest.mark.parametrize("verb", ["approve", "deny"])
async def test_nobody_decides_on_their_own_pass(town: Town, verb: str) -> None:
    request = await asked(town)
    join(town, "uma", "approvers")

    answer = await press(town, "uma", verb, request.id)

    await check_refused(town, answer, no.OwnPass(), request)


@pytest.mark.parametrize("verb", ["approve", "deny"])
@pytest.mark.parametrize("key", ["rita", "rob", "ulf"])
async def test_who_is_no_approver_decides_nothing(town: Town, key: str, verb: str) -> None:
    request = await asked(town)

    answer = await press(town, key, verb, request.id)

    await check_refused(town, answer, no.NotApprover(), request)


async def test_who_is_no_approver_cannot_tell_which_requests_exist(town: Town) -> None:
    request = await asked(town)

    answer = await press(town, "rob", "approve", "NOSUCHID")

    await check_refused(town, answer, no.NotApprover(), request)


async def test_a_disabled_approver_decides_nothing(town: Town) -> None:
    request = await asked(town)
    town.sandbox.tenant.person("adam").enabled = False

    answer = await press(town, "adam", "approve", request.id)

    await check_refused(town, answer, no.NotApprover(), request)


async def test_a_guest_decides_nothing(town: Town) -> None:
    request = await asked(town)
    town.sandbox.tenant.person("adam").user_type = "Guest"

    answer = await press(town, "adam", "approve", request.id)

    await check_refused(town, answer, no.NotApprover(), request)


async def test_who_has_left_the_approvers_decides_nothing(town: Town) -> None:
    card = await town.asked()
    request = await town.request()
    leave(town, "adam", "approvers")

    answer = await town.client("adam").click(card, APPROVE)

    await check_refused(town, answer, no.NotApprover(), request)


async def test_a_requester_who_has_left_gets_no_pass(town: Town) -> None:
    request = await asked(town)
    leave(town, "rita", "requesters")

    answer = await press(town, "adam", "approve", request.id)

    await check_refused(town, answer, no.RequesterGone(request.requester), request)


async def test_a_target_who_has_become_an_administrator_gets_no_pass(town: Town) -> None:
    request = await asked(town)
    tenant = town.sandbox.tenant
    assign(tenant, tenant.person("uma"), GLOBAL_ADMINISTRATOR)

    answer = await press(town, "adam", "approve", request.id)

    await check_refused(town, answer, no.TargetRefused(town.person("uma")), request)


async def test_who_cannot_receive_the_code_cannot_approve_but_somebody_else_can(
    town: Town,
) -> None:
    request = await asked(town)
    card = await town.client("ada").sees(APPROVE)
    await town.removes_app("adam")

    answer = await press(town, "adam", "approve", request.id)

    await check_refused(town, answer, no.CannotReachYou(), request)
    await town.client("ada").click(card, APPROVE)
    await town.client("ada").sees(DONE)
    assert len(town.posts) == 1


@pytest.mark.parametrize("status", [403, 503])
async def test_a_click_counts_for_nothing_while_a_look_up_fails(town: Town, status: int) -> None:
    request = await asked(town)
    town.sandbox.faults.add("graph", path="/ownedObjects$", status=status)

    answer = await press(town, "adam", "approve", request.id)

    assert "eference" in (answer.toast or "")
    assert await town.request() == request
    assert town.posts == []


@pytest.mark.parametrize("verb", ["approve", "deny", "done"])
async def test_a_click_on_an_unknown_request_finds_nothing(town: Town, verb: str) -> None:
    request = await asked(town)

    answer = await press(town, "adam", verb, "NOSUCHID")

    await check_refused(town, answer, no.NoSuchRequest(), request)


@pytest.mark.parametrize("kind", SENSELESS)
async def test_a_click_without_sense_is_told_so(town: Town, kind: str) -> None:
    request = await asked(town)

    answer = await send(town, "adam", filled_in(SENSELESS[kind], request.id))

    assert messages.refusal(misreadings.NotUnderstood()) in str(answer.card)
    assert await town.request() == request
    assert town.posts == []


def filled_in(value: Any, request_id: str) -> Any:
    """The same value with the request's id where it belongs."""
    match value:
        case dict():
            return {name: filled_in(part, request_id) for name, part in value.items()}
        case list():
            return [filled_in(part, request_id) for part in value]
        case _:
            return request_id if value == THE_ID else value
