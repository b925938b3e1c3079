import asyncio

import pytest

from bot.sandbox.keys import SigningKey
from bot.teams.signing_keys import SigningKeys
from tests.teams.stand_ins import BARE_KEY, KEY, KeyServer
from tests.watch import A_DAY, A_MINUTE, Watch


async def test_a_published_key_is_found_with_its_endorsements(keys: SigningKeys) -> None:
    found = await keys.find(KEY.kid)
    bare = await keys.find(BARE_KEY.kid)

    assert found is not None
    assert found.endorsements == {"msteams", "webchat"}
    assert bare is not None
    assert "msteams" not in bare.endorsements


async def test_keys_are_fetched_once_for_many_at_once(keys: SigningKeys, server: KeyServer) -> None:
    found = await asyncio.gather(*(keys.find(KEY.kid) for _ in range(50)))

    assert None not in found
    assert server.asked == 1


async def test_a_rotated_key_is_found_at_once(
    keys: SigningKeys, server: KeyServer, watch: Watch
) -> None:
    """Whoever asks while the new keys are on their way waits for them too."""
    await keys.find(KEY.kid)
    new = SigningKey()
    server.keys.append(new.jwk(endorsements=["msteams"]))
    watch.seconds += A_MINUTE

    found = await asyncio.gather(*(keys.find(new.kid) for _ in range(20)))

    assert None not in found
    assert server.asked == 2


async def test_unknown_keys_ask_the_server_once_a_minute(
    keys: SigningKeys, server: KeyServer, watch: Watch
) -> None:
    await keys.find(KEY.kid)

    for second in range(180):
        watch.seconds = float(second)
        assert await keys.find(f"made-up-{second}") is None

    assert server.asked == 3


async def test_a_known_key_asks_nothing_for_a_day(
    keys: SigningKeys, server: KeyServer, watch: Watch
) -> None:
    await keys.find(KEY.kid)

    watch.seconds = A_DAY - 1
    await keys.find(KEY.kid)
    asked_within_the_day = server.asked
    watch.seconds = A_DAY
    await keys.find(KEY.kid)

    assert asked_within_the_day == 1
    assert server.asked == 2


async def test_a_key_that_was_withdrawn_is_forgotten_after_a_day(
    keys: SigningKeys, server: KeyServer, watch: Watch
) -> None:
    await keys.find(KEY.kid)
    server.keys = [BARE_KEY.jwk()]
    watch.seconds = A_DAY

    found = await keys.find(KEY.kid)

    assert found is None


@pytest.mark.parametrize("metadata", [["nothing"], {"jwks_uri": 5}, {"jwks_uri": "no address"}])
async def test_metadata_that_makes_no_sense_gives_no_keys(
    keys: SigningKeys, server: KeyServer, metadata: object, caplog: pytest.LogCaptureFixture
) -> None:
    server.metadata = metadata

    found = await keys.find(KEY.kid)

    assert found is None
    assert [record.exc_info for record in caplog.records] == [None]


async def test_old_keys_stay_when_the_server_is_down(
    keys: SigningKeys, server: KeyServer, watch: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    await keys.find(KEY.kid)
    server.is_down = True
    watch.seconds = A_DAY

    found = await keys.find(KEY.kid)

    assert found is not None
    assert server.asked == 2
    assert ["old ones stay" in record.message for record in caplog.records] == [True]


async def test_old_keys_stay_when_the_server_publishes_none(
    keys: SigningKeys, server: KeyServer, watch: Watch
) -> None:
    await keys.find(KEY.kid)
    server.keys = []
    watch.seconds = A_DAY

    found = await keys.find(KEY.kid)

    assert found is not None


async def test_a_server_that_was_down_is_asked_again_after_a_minute(
    keys: SigningKeys, server: KeyServer, watch: Watch
) -> None:
    server.is_down = True
    at_first = await keys.find(KEY.kid)
    server.is_down = False

    watch.seconds = A_MINUTE
    found = await keys.find(KEY.kid)

    assert at_first is None
    assert found is not None


async def test_an_unusable_key_does_not_hide_the_others(
    keys: SigningKeys, server: KeyServer
) -> None:
    broken = [None, 5, {"kid": 7, "kty": "RSA"}, {"kid": "x", "kty": "RSA"}, {"kid": "y"}]
    server.keys = [*broken, {"kid": "z", "kty": "RSA", "n": "!", "e": 5}, KEY.jwk()]

    found = await keys.find(KEY.kid)
    others = [await keys.find(key_id) for key_id in ("x", "y", "z")]

    assert found is not None
    assert found.endorsements == frozenset()
    assert others == [None, None, None]
