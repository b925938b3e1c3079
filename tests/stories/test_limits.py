"""How many passes may be asked for: by one requester, and for one person."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot import messages
from bot.domain.audit import Happened
from bot.domain.limiting import Limit
from bot.domain.refusals import LimitReached
from bot.domain.rules import Desk
from bot.sandbox.server import Sandbox
from tests.patience import looked_for
from tests.stories.telling import says
from tests.stories.town import APPROVE, Town, desk_of, town_at

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FOUR_AN_HOUR, TWO_A_DAY = Limit(4, HOUR), Limit(2, DAY)
BY_RITA = LimitReached(4, HOUR, None)
SOMEBODY = "/tap nobody@contoso.com"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """Four an hour by one requester, and two a day for one person."""

    def desk(sandbox: Sandbox) -> Desk:
        plain = desk_of(sandbox)
        return replace(plain, limit_requester=FOUR_AN_HOUR, limit_target=TWO_A_DAY)

    async with town_at(tmp_path, desk) as made:
        yield made


async def asks(town: Town, key: str, target: str) -> str:
    """Their request's id."""
    before = await requested(town)
    await town.client(key).say(f"/tap {target}@contoso.com")
    await looked_for(partial(requested, town), lambda now: now != before)
    await town.all_is_shown()
    (request,) = await town.store.latest(town.person(key).id, 1)
    return request.id


async def asks_and_cancels(town: Town, key: str, target: str) -> None:
    await says(town, key, f"/tap cancel {await asks(town, key, target)}")


async def requested(town: Town) -> int:
    return (await town.events()).count(Happened.REQUESTED)


async def test_more_than_so_many_a_day_for_one_person_are_refused(town: Town) -> None:
    await asks_and_cancels(town, "rita", "uma")
    await asks_and_cancels(town, "rob", "uma")

    said = await says(town, "rita", "/tap uma@contoso.com")

    assert said == messages.refusal(LimitReached(2, DAY, town.person("uma")))
    assert await requested(town) == 2
    assert (await town.refusals())[-1] == "LimitReached"


async def test_another_person_and_another_day_are_not_touched_by_that(town: Town) -> None:
    await asks_and_cancels(town, "rita", "uma")
    await asks_and_cancels(town, "rob", "uma")

    await asks(town, "rita", "una")
    town.sandbox.clock.move(DAY + timedelta(minutes=1))
    await asks(town, "rita", "uma")

    assert await requested(town) == 4


async def test_refusals_count_and_then_nobody_is_looked_up(town: Town) -> None:
    for _ in range(4):
        await says(town, "rita", SOMEBODY)
    calls = len(town.sandbox.calls)

    said = await says(town, "rita", SOMEBODY)

    assert said == messages.refusal(BY_RITA)
    assert len(town.sandbox.calls) == calls
    assert await town.refusals() == ["NoSuchPerson"] * 4 + ["LimitReached"]


async def test_a_requester_at_the_limit_is_no_reason_to_refuse_another(town: Town) -> None:
    for _ in range(5):
        await says(town, "rita", SOMEBODY)

    await asks(town, "rob", "uma")

    await town.client("adam").sees(APPROVE)


async def test_to_try_at_the_limit_does_not_make_the_wait_longer(town: Town) -> None:
    for _ in range(4):
        await says(town, "rita", SOMEBODY)
    town.sandbox.clock.move(timedelta(minutes=50))
    for _ in range(4):
        assert await says(town, "rita", SOMEBODY) == messages.refusal(BY_RITA)

    town.sandbox.clock.move(timedelta(minutes=11))
    await asks(town, "rita", "uma")

    await town.client("adam").sees(APPROVE)


async def test_each_person_of_a_batch_counts(town: Town) -> None:
    await says(town, "rita", SOMEBODY)
    await says(town, "rita", SOMEBODY)

    said = await says(
        town, "rita", "/tap uma@contoso.com una@contoso.com ulf@contoso.com janedoe@contoso.com"
    )

    assert await requested(town) == 2
    assert messages.left_out("ulf@contoso.com", BY_RITA) in said
    assert messages.left_out("janedoe@contoso.com", BY_RITA) in said


async def test_what_was_asked_counts_whatever_became_of_it(town: Town) -> None:
    await asks_and_cancels(town, "rita", "uma")
    for _ in range(3):
        await says(town, "rita", SOMEBODY)

    assert await says(town, "rita", "/tap una@contoso.com") == messages.refusal(BY_RITA)
