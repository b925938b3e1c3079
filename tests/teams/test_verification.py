"""A token that was verified before is let in again, for no longer than if it were new."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.teams.signing_keys import SigningKeys
from bot.teams.trust import Refused
from bot.teams.verification import Verification
from tests.teams.stand_ins import BARE_KEY, TRUST, KeyServer
from tests.teams.strangers import token
from tests.watch import A_DAY, Watch


@pytest.fixture
def verification(keys: SigningKeys) -> Verification:
    return Verification(TRUST, keys)


async def show_for(span: timedelta, verification: Verification, theirs: str) -> None:
    async with asyncio.timeout(span.total_seconds()):
        while await verification.claims(theirs):
            await asyncio.sleep(0.1)


async def test_the_same_token_says_the_same_again(verification: Verification) -> None:
    theirs = token()

    assert await verification.claims(theirs) == await verification.claims(theirs)


async def test_a_token_that_was_good_is_refused_when_it_has_ended(
    verification: Verification,
) -> None:
    # Clocks may differ by five minutes, so this one is good for some moments yet.
    ends = datetime.now(UTC) - timedelta(minutes=5) + timedelta(seconds=4)
    theirs = token(exp=ends)
    await verification.claims(theirs)

    with pytest.raises(Refused, match="bad token"):
        await show_for(timedelta(seconds=30), verification, theirs)


async def test_a_token_that_was_good_is_refused_when_its_key_is_withdrawn(
    verification: Verification, server: KeyServer, watch: Watch
) -> None:
    theirs = token()
    await verification.claims(theirs)
    server.keys = [BARE_KEY.jwk(endorsements=["webchat"])]
    watch.seconds += A_DAY

    with pytest.raises(Refused, match="unknown key"):
        await verification.claims(theirs)


async def test_a_key_that_is_no_longer_for_teams_lets_nobody_in(
    verification: Verification, server: KeyServer, watch: Watch
) -> None:
    theirs = token()
    await verification.claims(theirs)
    (key, *_) = server.keys
    assert isinstance(key, dict)
    server.keys = [key | {"endorsements": ["webchat"]}]
    watch.seconds += A_DAY

    with pytest.raises(Refused, match="not endorsed"):
        await verification.claims(theirs)


async def test_a_token_like_one_that_was_good_is_refused(verification: Verification) -> None:
    theirs = token()
    await verification.claims(theirs)
    head, said, _ = theirs.split(".")
    _, _, other_signature = token(iss="https://evil.example").split(".")

    with pytest.raises(Refused, match="bad token"):
        await verification.claims(f"{head}.{said}.{other_signature}")
