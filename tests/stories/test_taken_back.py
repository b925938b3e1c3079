"""An administrator takes live passes back from the command line; a running bot deletes them."""

from datetime import datetime, timedelta

import pytest

from bot.domain.audit import Happened
from bot.domain.request import State, Why
from bot.ops.revoke import take_back
from tests.stories.command_line import app
from tests.stories.town import APPROVE, DONE, TRY_AGAIN, Town

PASSES = "temporaryAccessPassMethods"


async def test_a_pass_taken_back_is_deleted_and_everybody_is_told(town: Town) -> None:
    await town.issued()
    code = town.code_of("uma")

    await take_back(town.store, "adam@contoso.com", None, "root")

    await town.client("adam").sees("Please do not hand the code over")
    await town.client("rita").sees("An administrator took it back")
    await town.comes_to(State.REVOKED)
    assert town.pass_of("uma") is None
    assert code not in str([each.content.activity for each in town.client("adam").messages])


@pytest.mark.parametrize("who", ["rita@contoso.com", "ADAM@contoso.com"])
async def test_a_requester_and_an_approver_each_had_a_hand_in_it(town: Town, who: str) -> None:
    await town.issued()

    await take_back(town.store, who, None, "root")

    assert (await town.comes_to(State.REVOKED)).why is Why.WITHDRAWN


async def test_a_person_is_found_by_object_id_too(town: Town) -> None:
    await town.issued()

    await take_back(town.store, town.person("adam").id, None, "root")

    await town.comes_to(State.REVOKED)


async def test_passes_of_others_stay(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    await town.issued()

    assert await take_back(town.store, "ada@contoso.com", None, "root") == 0

    assert capsys.readouterr().out.startswith("0 found")
    assert (await town.request()).state is State.ISSUED


async def test_passes_made_before_that_time_stay(town: Town) -> None:
    await town.issued()
    later: datetime = await town.store.now() + timedelta(seconds=5)

    await take_back(town.store, None, later, "root")
    assert (await town.request()).state is State.ISSUED

    await take_back(town.store, None, later - timedelta(minutes=1), "root")
    await town.comes_to(State.REVOKED)


async def test_both_have_to_be_true_where_both_are_said(town: Town) -> None:
    await town.issued()
    later = await town.store.now() + timedelta(seconds=5)

    await take_back(town.store, "adam@contoso.com", later, "root")

    assert (await town.request()).state is State.ISSUED


async def test_it_says_what_it_did_and_who_ran_it_is_in_the_audit(town: Town) -> None:
    await town.issued()
    request = await town.request()

    done = await app("revoke", "--by", "rita@contoso.com", database=town.database)

    first, last = done.said.splitlines()
    assert first.startswith(f"{request.id}  uma@contoso.com, asked by rita@contoso.com, ")
    assert first.endswith("approved by adam@contoso.com: to be revoked")
    assert last.startswith("1 found")
    await town.comes_to(State.REVOKED)
    facts = [each.event.facts for each in await town.store.events(100)]
    assert [each["why"] for each in facts if "operator" in each] == ["withdrawn"]


async def test_a_pass_that_is_being_made_has_to_be_looked_at_again(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    card = await town.asked()
    town.sandbox.faults.add("graph", method="POST", path=PASSES, delay=2)
    await town.client("adam").click(card, APPROVE)
    await town.comes_to(State.ISSUING)

    again = await take_back(town.store, "adam@contoso.com", None, "root")

    assert again == 1
    assert "is being made at this moment" in capsys.readouterr().out
    await town.client("adam").sees(DONE)


async def test_the_requester_can_try_again_after_that(town: Town) -> None:
    await town.issued()
    await take_back(town.store, "adam@contoso.com", None, "root")
    await town.comes_to(State.REVOKED)

    await town.client("rita").click(await town.client("rita").sees(TRY_AGAIN), TRY_AGAIN)

    await town.client("adam").sees(APPROVE)
    assert (await town.events()).count(Happened.REQUESTED) == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Say whose passes go (--by), since when they were made (--since)"),
        (("--since", "yesterday"), "yesterday is no time such as 2026-12-24T09:00, in UTC."),
    ],
)
async def test_a_command_that_says_too_little_does_nothing(
    town: Town, words: tuple[str, ...], said: str
) -> None:
    await town.issued()

    done = await app("revoke", *words, database=town.database)

    assert done.code == 2
    assert said in done.complained
    assert (await town.request()).state is State.ISSUED
