"""The four examples of the cmdlet's help, pasted as they stand there, come to passes like those."""

from datetime import timedelta

import pytest

from bot.sandbox.passes import Pass
from tests.patience import until
from tests.stories.town import APPROVE, Town

NEW = "New-PnPEntraIDUserTemporaryAccessPass"
JOHN = "johndoe@contoso.onmicrosoft.com"
MINUTE = timedelta(minutes=1)
# How far ahead it is to start, for how long, and whether once; None is as the tenant has set it.
EXAMPLES: dict[str, tuple[str, timedelta, timedelta, bool | None]] = {
    f"{NEW} -Identity {JOHN}": ("johndoe", timedelta(), 60 * MINUTE, None),
    f"{NEW} -Identity 72e2eb87-c124-4bd9-8e01-a447a1752058 -IsUseableOnce:$true": (
        "janedoe",
        timedelta(),
        60 * MINUTE,
        True,
    ),
    f"{NEW} -Identity {JOHN} -StartDateTime (Get-Date).AddHours(2) -LifeTimeInMinutes 10 "
    "-IsUseableOnce:$true": ("johndoe", 120 * MINUTE, 10 * MINUTE, True),
    f"Get-PnPEntraIDUser -Identity {JOHN} | {NEW} -StartDateTime (Get-Date).AddMinutes(10) "
    "-LifeTimeInMinutes 15 -IsUseableOnce:$false": ("johndoe", 10 * MINUTE, 15 * MINUTE, False),
}


async def made_for(town: Town, key: str) -> Pass:
    await until(lambda: town.pass_of(key) is not None)
    found = town.pass_of(key)
    assert found is not None
    return found


@pytest.mark.parametrize("text", EXAMPLES)
async def test_an_example_of_the_cmdlet_comes_to_such_a_pass(town: Town, text: str) -> None:
    key, ahead, lifetime, one_time = EXAMPLES[text]
    asked = town.sandbox.clock.now()

    await town.client("adam").click(await town.asked(text), APPROVE)
    await town.all_is_shown()
    if ahead > 15 * MINUTE:
        assert town.posts == []
        town.sandbox.clock.move(ahead - 14 * MINUTE)

    made = await made_for(town, key)
    assert made.lifetime == lifetime
    assert made.one_time is (
        one_time if one_time is not None else town.sandbox.tenant.policy.one_time
    )
    # The start is to the minute, as a person says it.
    assert abs(made.starts - (asked + ahead)) <= 2 * MINUTE
