"""People take back what they asked for, and have a pass ended before its time."""

from datetime import timedelta

import pytest

from bot import messages
from bot.domain.audit import Happened
from bot.domain.refusals import NoSuchRequest
from bot.domain.request import State, Why
from bot.domain.too_late import NothingToRevoke, TooLateToCancel
from bot.messages.afterwards import person_link
from tests.stories.clicking import press
from tests.stories.telling import issued, says, times_told, told
from tests.stories.town import APPROVE, ASK_FOR_UMA, Town

ONCE = "/tap uma@contoso.com --lifetime 2h --once"
LATER = "/tap uma@contoso.com --lifetime 2h --start in 3h"
KEEP_BACK = "Please do not hand the code over."
CHECK = "Check the sign-in methods of Uma Underwood, and end their sessions"


async def orders(town: Town, key: str, command: str) -> str:
    """What somebody who types `/tap COMMAND ID` of Rita's latest request is answered."""
    return await says(town, key, f"/tap {command} {(await town.request()).id}")


async def test_a_requester_cancels_and_nobody_can_approve_it_any_more(town: Town) -> None:
    card = await town.asked()

    said = await orders(town, "rita", "cancel")

    assert said == messages.waiting.cancelled(await town.request())
    request = await town.comes_to(State.CANCELLED)
    assert request.why is Why.TAKEN_BY_REQUESTER
    await town.client("adam").sees("The requester took it back.")
    late = await town.client("adam").click(card, APPROVE)
    assert "was cancelled" in str(late.card or late.toast)
    assert (await town.events()).count(Happened.CANCELLED) == 1
    assert town.posts == []


async def test_cancel_is_a_button_with_a_second_click(town: Town) -> None:
    await town.asked()
    card = await town.client("rita").sees("Waiting for approval")

    await town.client("rita").click(card, "Cancel the request")

    await town.comes_to(State.CANCELLED)
    await town.client("rita").sees("Cancelled")
    await town.client("ada").sees("Cancelled")


@pytest.mark.parametrize("key", ["rob", "adam"])
async def test_only_the_requester_cancels(town: Town, key: str) -> None:
    await town.asked()

    said = await orders(town, key, "cancel")

    assert said == messages.refusal(NoSuchRequest())
    assert (await town.request()).state is State.PENDING
    assert await town.refusals() == ["NoSuchRequest"]


async def test_an_approved_request_that_waits_for_its_start_can_be_cancelled(town: Town) -> None:
    await town.client("adam").click(await town.asked(LATER), APPROVE)
    await town.comes_to(State.APPROVED)
    await town.all_is_shown()

    await orders(town, "rita", "cancel")
    await town.client("adam").sees("The request for Uma Underwood was cancelled.")
    await town.all_is_shown()
    town.sandbox.clock.move(timedelta(hours=3))
    await town.client("rita").say("/tap status")
    await told(town, "rita", "cancelled, asked on")

    assert (await town.request()).state is State.CANCELLED
    assert town.posts == []


async def test_a_pass_is_revoked_and_not_cancelled(town: Town) -> None:
    await issued(town)

    said = await orders(town, "rita", "cancel")

    assert said == messages.refusal(TooLateToCancel((await town.request()).id))
    assert town.pass_of("uma") is not None


async def test_a_requester_revokes_and_the_approver_hears_it_at_once(town: Town) -> None:
    await issued(town, ONCE)
    code = town.code_of("uma")

    said = await orders(town, "rita", "revoke")

    assert said == "Done. The pass for Uma Underwood is being deleted."
    request = await town.comes_to(State.REVOKED)
    assert request.why is Why.TAKEN_BY_REQUESTER
    assert town.pass_of("uma") is None
    await told(town, "adam", KEEP_BACK)
    await town.client("ada").sees("Pass revoked")
    assert code not in str([each.content.activity for each in town.client("adam").messages])


async def test_another_approver_revokes_and_the_others_hear_it(town: Town) -> None:
    await issued(town, ONCE)

    await orders(town, "ada", "revoke")

    assert (await town.comes_to(State.REVOKED)).why is Why.TAKEN_BY_APPROVER
    await told(town, "rita", "An approver took it back.")
    await told(town, "adam", KEEP_BACK)
    assert times_told(town, "ada", KEEP_BACK) == 0


@pytest.mark.parametrize(("key", "words"), [("rita", "Pass ready"), ("ada", "Pass ready")])
async def test_revoke_is_a_button_with_a_second_click(town: Town, key: str, words: str) -> None:
    await issued(town)
    card = await town.client(key).sees(words)

    answer = await town.client(key).click(card, "Revoke the pass")

    assert (answer.toast or "").startswith("Done. The pass for Uma Underwood is being deleted.")
    await town.comes_to(State.REVOKED)


async def test_who_has_the_code_revokes_on_its_card_once_it_is_hidden(town: Town) -> None:
    await issued(town)
    town.sandbox.clock.move(timedelta(minutes=11))
    card = await town.client("adam").sees("Code hidden")

    await town.client("adam").click(card, "Revoke the pass")

    await town.comes_to(State.REVOKED)
    await town.client("adam").sees(KEEP_BACK)


async def test_a_revocation_after_possible_use_says_what_else_to_do(town: Town) -> None:
    await issued(town)
    link = person_link(town.person("uma"))

    said = await orders(town, "ada", "revoke")

    assert CHECK in said
    assert link in said
    await told(town, "rita", link)
    await told(town, "adam", link)
    card = await town.client("ada").sees("Pass revoked")
    assert f"[Open the person in the Entra admin center]({link})" in str(card.card)


async def test_a_used_pass_that_is_revoked_says_what_else_to_do(town: Town) -> None:
    await issued(town, ONCE)
    town.sandbox.tenant.passes.use(town.person("uma").id, town.sandbox.clock.now())

    said = await orders(town, "ada", "revoke")

    assert CHECK in said
    await town.comes_to(State.REVOKED)
    await told(town, "rita", CHECK)


async def test_a_pass_that_is_over_cannot_be_revoked_and_the_answer_says_what_can(
    town: Town,
) -> None:
    await issued(town, ONCE)
    town.sandbox.tenant.passes.use(town.person("uma").id, town.sandbox.clock.now())
    town.sandbox.clock.move(timedelta(minutes=2))
    await town.comes_to(State.USED)
    await town.at_rest()

    said = await orders(town, "rita", "revoke")

    assert said == messages.refusal(NothingToRevoke(town.person("uma"), State.USED))
    assert person_link(town.person("uma")) in said


async def test_graph_that_is_away_delays_the_deletion_only(town: Town) -> None:
    await issued(town, ONCE)
    town.sandbox.faults.add("graph", path="temporaryAccessPassMethods", status=503)

    said = await orders(town, "rita", "revoke")

    assert said.startswith("Done. The pass for Uma Underwood is being deleted.")
    assert CHECK in said
    assert (await town.request()).state is State.REVOKING
    town.sandbox.faults.clear()
    town.sandbox.clock.move(timedelta(minutes=1))
    await town.comes_to(State.REVOKED)
    assert town.pass_of("uma") is None


async def test_to_others_the_request_does_not_exist(town: Town) -> None:
    await issued(town)

    said = [await orders(town, "rob", command) for command in ("revoke", "cancel", "status")]

    assert said == [messages.refusal(NoSuchRequest())] * 3
    assert (await town.request()).state is State.ISSUED
    assert await town.refusals() == ["NoSuchRequest", "NoSuchRequest"]


async def test_a_button_that_no_card_of_theirs_has_does_nothing(town: Town) -> None:
    await issued(town)
    request = await town.request()

    answers = [await press(town, "rob", verb, request.id) for verb in ("revoke", "not-right")]

    assert [each.toast for each in answers] == [messages.refusal(NoSuchRequest())] * 2
    assert await town.request() == request


async def test_what_was_not_made_cannot_be_revoked(town: Town) -> None:
    await town.asked(ASK_FOR_UMA)

    said = await orders(town, "adam", "revoke")

    assert said == messages.refusal(NothingToRevoke(town.person("uma"), State.PENDING))
    assert (await town.request()).state is State.PENDING
