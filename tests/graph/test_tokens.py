"""One token for all: asked for once, kept, renewed in time, dropped."""

import asyncio
import logging

import pytest

from bot.graph.credentials import Secret
from bot.graph.tokens import MsalTokens
from bot.ports import Failure, Trouble
from bot.sandbox.server import Sandbox
from tests.graph.sign_in import SignIn, claims
from tests.patience import looked_for, until


async def starts_tasks(tokens: MsalTokens) -> bool:
    """Say whether asking for a token that is at hand starts anything behind it."""
    before = asyncio.all_tasks()
    await tokens.token()
    return bool(asyncio.all_tasks() - before)


async def test_many_at_once_ask_for_one_token(sign_in: SignIn) -> None:
    tokens = sign_in.with_secret()

    given = await asyncio.gather(*(tokens.token() for _ in range(32)))

    assert len(set(given)) == 1
    assert sign_in.asked == 1


async def test_a_token_is_kept(sign_in: SignIn) -> None:
    tokens = sign_in.with_secret()

    first = await tokens.token()
    sign_in.clock.move(minutes=54)

    assert await tokens.token() == first
    assert sign_in.asked == 1


async def test_the_next_token_is_fetched_while_the_last_is_still_good(sign_in: SignIn) -> None:
    tokens = sign_in.with_secret()
    first = await tokens.token()
    sign_in.change_what_tokens_say()
    sign_in.clock.move(minutes=56)

    given = [await tokens.token() for _ in range(3)]
    await looked_for(tokens.token, lambda token: token != first)

    assert given == [first] * 3
    assert sign_in.asked == 2


async def test_an_ended_token_is_not_given(sign_in: SignIn) -> None:
    tokens = sign_in.with_secret()
    first = await tokens.token()
    sign_in.change_what_tokens_say()
    sign_in.clock.move(minutes=61)

    assert await tokens.token() != first


async def test_a_good_token_outlives_a_login_that_is_away(
    sandbox: Sandbox, sign_in: SignIn, caplog: pytest.LogCaptureFixture
) -> None:
    tokens = sign_in.with_secret()
    first = await tokens.token()
    sandbox.faults.add("login", method="POST", status=503)
    sign_in.clock.move(minutes=56)

    during = await tokens.token()
    await until(lambda: "No token: " in caplog.text)

    assert during == first
    assert await tokens.token() == first


async def test_a_login_that_is_away_is_left_alone_for_a_while(
    sandbox: Sandbox, sign_in: SignIn, caplog: pytest.LogCaptureFixture
) -> None:
    tokens = sign_in.with_secret()
    await tokens.token()
    sandbox.faults.add("login", method="POST", status=503)
    sign_in.clock.move(minutes=56)
    await tokens.token()
    await until(lambda: "No token: " in caplog.text)
    await asyncio.sleep(0.01)

    assert await starts_tasks(tokens) is False
    sign_in.clock.move(seconds=31)
    assert await starts_tasks(tokens) is True


async def test_after_the_end_a_login_that_is_away_is_a_failure(
    sandbox: Sandbox, sign_in: SignIn
) -> None:
    tokens = sign_in.with_secret()
    await tokens.token()
    sandbox.faults.add("login", method="POST", status=503)
    sign_in.clock.move(minutes=61)

    with pytest.raises(Failure) as failed:
        await tokens.token()

    assert failed.value.trouble is Trouble.SIGN_IN


async def test_a_dropped_token_is_not_given_again(sign_in: SignIn) -> None:
    tokens = sign_in.with_secret()
    first = await tokens.token()
    sign_in.change_what_tokens_say()

    tokens.drop(first)
    second = await tokens.token()
    tokens.drop(first)

    assert second != first
    assert await tokens.token() == second
    assert sign_in.asked == 2


async def test_a_caller_who_gives_up_does_not_take_the_token_from_the_others(
    sandbox: Sandbox, sign_in: SignIn
) -> None:
    sandbox.faults.add("login", method="POST", delay=0.3)
    tokens = sign_in.with_secret()
    hasty, patient = asyncio.create_task(tokens.token()), asyncio.create_task(tokens.token())
    await asyncio.sleep(0)
    hasty.cancel()

    token = await patient

    assert claims(token)["aud"] == sandbox.graph
    assert sign_in.asked == 1


async def test_a_refusal_is_logged_with_its_number_and_without_words(
    sandbox: Sandbox, sign_in: SignIn, caplog: pytest.LogCaptureFixture
) -> None:
    tokens = sign_in.tokens(Secret(sandbox.app_id, "mistyped-secret"))

    with caplog.at_level(logging.INFO), pytest.raises(Failure) as failed:
        await tokens.token()

    record = next(one for one in caplog.records if one.name == "bot.graph.tokens")
    assert failed.value.trouble is Trouble.SIGN_IN
    assert f"reference={failed.value.reference}" in record.message
    assert "error=invalid_client error_codes=[7000215] correlation_id=" in record.message
    assert "Invalid client secret" not in record.message
    assert "mistyped-secret" not in caplog.text


@pytest.mark.parametrize(
    "body", ["", "{}", '{"access_token": 7, "expires_in": 3599}', '{"access_token": "t"}', "[]"]
)
async def test_an_answer_without_a_token_is_a_failure(
    sandbox: Sandbox, sign_in: SignIn, body: str
) -> None:
    sandbox.faults.add("login", method="POST", status=200, body=body)

    with pytest.raises(Failure):
        await sign_in.with_secret().token()


async def test_a_strange_answer_does_not_spoil_those_that_follow(
    sandbox: Sandbox, sign_in: SignIn
) -> None:
    """Something in between may answer in a shape of its own, and be gone again soon after."""
    strange = '{"error": {"code": "Blocked", "message": "by the proxy"}}'
    sandbox.faults.add("login", method="POST", status=403, body=strange, times=1)
    tokens = sign_in.with_secret()
    for _ in range(2):
        with pytest.raises(Failure):
            await tokens.token()

    token = await tokens.token()

    assert claims(token)["aud"] == sandbox.graph
