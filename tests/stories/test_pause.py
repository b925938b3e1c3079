"""An approver, or an administrator at the command line, stops every issue at once."""

from datetime import timedelta
from functools import partial

import pytest

from bot import messages
from bot.domain import life
from bot.domain import refusals as no
from bot.domain.audit import Event, Happened
from bot.domain.demands import Demands
from bot.domain.request import Approval, Request, State, Why
from bot.domain.rules import Pace
from bot.messages import labels
from tests.stories.command_line import app
from tests.stories.town import APPROVE, ASK_FOR_UMA, DENY, DONE, Town

# An approval that nobody took up is taken up again soon.
SOON = Pace(resume_after=timedelta(milliseconds=100))


async def paused(town: Town, by: str = "adam") -> no.Paused:
    await town.client(by).say("/tap pause")
    await town.client(by).sees(messages.paused_now())
    found = await town.store.paused()
    assert found is not None
    return found


async def approved_by_a_replica_that_died(town: Town) -> Request:
    """Adam's click counts, and nobody has begun to make the pass."""
    await town.asked()
    approval = Approval(town.person("adam"))
    step = partial(life.approve, approval=approval, demands=Demands(), pace=SOON)
    approved = await town.store.change((await town.request()).id, step)
    assert isinstance(approved, Request)
    return approved


async def test_while_paused_nothing_can_be_approved(town: Town) -> None:
    card = await town.asked()
    since = await paused(town)

    answer = await town.client("adam").click(card, APPROVE)

    assert answer.toast == messages.refusal(since)
    assert (await town.request()).state is State.PENDING
    assert town.posts == []
    assert await town.refusals() == ["Paused"]


async def test_a_denial_needs_no_resume(town: Town) -> None:
    card = await town.asked()
    await paused(town)

    await town.client("adam").click(card, DENY, note="Not today")

    await town.comes_to(State.DENIED)


async def test_requests_may_be_asked_and_are_told_that_they_have_to_wait(town: Town) -> None:
    since = await paused(town)

    await town.client("rita").say(ASK_FOR_UMA)

    await town.client("rita").sees(messages.waits_for_resume(since))
    await town.client("adam").sees(APPROVE)


async def test_status_tells_of_the_pause(town: Town) -> None:
    await town.asked()
    since = await paused(town)

    await town.client("rita").say("/tap status")

    await town.client("rita").sees(f"\n\n{messages.refusal(since)}")


async def test_after_a_resume_the_same_card_can_be_approved(town: Town) -> None:
    card = await town.asked()
    await paused(town)
    await town.client("ada").say("/tap resume")
    await town.client("ada").sees(messages.resumed())

    await town.client("adam").click(card, APPROVE)

    await town.client("adam").sees(DONE)


async def test_what_was_approved_before_waits_says_why_and_goes_on(town: Town) -> None:
    await paused(town)
    await approved_by_a_replica_that_died(town)

    await town.client("rita").sees("Passes are paused")

    held = await town.request()
    assert (held.state, held.why, town.posts) == (State.APPROVED, Why.PAUSED, [])
    await town.client("adam").say("/tap resume")
    await town.client("adam").sees(DONE)
    assert len(town.posts) == 1


async def test_a_claim_that_the_pause_overtakes_makes_no_pass(town: Town) -> None:
    """The pause comes between the placeholder and the claim."""
    await town.asked()
    town.sandbox.faults.add(
        "graph", method="GET", path="temporaryAccessPassMethods", delay=4, times=1
    )
    await town.client("adam").click(await town.client("adam").sees(APPROVE), APPROVE)
    await town.client("adam").sees(labels.MAKING)

    await town.store.pause("Ada Adler", Event(Happened.PAUSED))

    await town.client("rita").sees("Passes are paused")
    assert town.posts == []
    assert (await town.request()).state is State.APPROVED


async def test_who_paused_and_who_resumed_is_in_the_audit(town: Town) -> None:
    await paused(town)
    await town.client("ada").say("/tap resume")
    await town.client("ada").sees(messages.resumed())

    rows = [each.event for each in reversed(await town.store.events(10))]
    assert [(row.what, row.actor) for row in rows] == [
        (Happened.PAUSED, town.person("adam").id),
        (Happened.RESUMED, town.person("ada").id),
    ]


@pytest.mark.parametrize("word", ["pause", "resume"])
async def test_only_approvers_can(town: Town, word: str) -> None:
    await town.client("rita").say(f"/tap {word}")

    await town.client("rita").sees(messages.refusal(no.NotApprover()))
    assert await town.store.paused() is None
    assert await town.refusals() == ["NotApprover"]


async def test_a_pause_from_a_group_is_answered_privately(town: Town) -> None:
    room = town.sandbox.teams.chats.group("Night shift", "rita", "adam")

    await town.client("adam").say("/tap pause", room, mention=True)

    told = await town.client("adam").sees(messages.paused_now())
    assert told.conversation == town.client("adam").chat.id


async def test_a_second_pause_tells_of_the_first(town: Town) -> None:
    since = await paused(town)

    await town.client("ada").say("/tap pause")

    await town.client("ada").sees(messages.refusal(since))


async def test_there_is_nothing_to_resume_twice(town: Town) -> None:
    await town.client("adam").say("/tap resume")

    await town.client("adam").sees(messages.refusal(no.NotPaused()))


async def test_an_administrator_pauses_a_running_bot_from_the_command_line(town: Town) -> None:
    card = await town.asked()
    done = await app("pause", database=town.database)

    answer = await town.client("adam").click(card, APPROVE)

    assert (done.code, done.said.strip()) == (0, messages.paused_now())
    assert "An administrator (" in (answer.toast or "")
    assert (await app("resume", database=town.database)).said.strip() == messages.resumed()
    rows = await town.store.events(10)
    assert [row.event.facts.keys() for row in (rows[0], rows[2])] == [{"operator"}, {"operator"}]
