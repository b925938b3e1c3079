from collections.abc import AsyncIterator

import jwt
import pytest

from tests.sandbox.teams_bot import APP_ID, Stage, on_stage


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with on_stage() as stage:
        yield stage


async def published(stage: Stage) -> jwt.PyJWKSet:
    async with stage.bot.session.get(stage.teams.keys.metadata_url) as answer:
        metadata = await answer.json()
    async with stage.bot.session.get(metadata["jwks_uri"]) as answer:
        return jwt.PyJWKSet.from_dict(await answer.json())


async def test_the_metadata_lead_to_keys_endorsed_for_teams(stage: Stage) -> None:
    async with stage.bot.session.get(stage.teams.keys.metadata_url) as answer:
        metadata = await answer.json()
    async with stage.bot.session.get(metadata["jwks_uri"]) as answer:
        keys = (await answer.json())["keys"]

    assert metadata["issuer"] == "https://api.botframework.com"
    assert metadata["id_token_signing_alg_values_supported"] == ["RS256"]
    assert "msteams" in keys[0]["endorsements"]


async def test_a_token_verifies_with_the_published_key_and_names_the_service(
    stage: Stage,
) -> None:
    token = stage.teams.keys.sign_activity_token()
    keys = await published(stage)

    key = keys[jwt.get_unverified_header(token)["kid"]]
    claims = jwt.decode(token, key, algorithms=["RS256"], audience=APP_ID)

    assert claims["iss"] == "https://api.botframework.com"
    assert claims["serviceurl"] == stage.teams.service_url


async def test_overrides_make_every_bad_token(stage: Stage) -> None:
    token = stage.teams.keys.sign_activity_token(exp=1, serviceurl=None, headers={"kid": "odd"})

    claims = jwt.decode(token, options={"verify_signature": False})

    assert claims["exp"] == 1
    assert "serviceurl" not in claims
    assert jwt.get_unverified_header(token)["kid"] == "odd"


@pytest.mark.parametrize(("keep_old", "count"), [(True, 2), (False, 1)])
async def test_rotation_keeps_or_drops_the_old_key(
    stage: Stage, keep_old: bool, count: int
) -> None:
    new = stage.teams.keys.rotate(keep_old=keep_old)

    keys = await published(stage)

    assert len(keys.keys) == count
    assert keys[new.kid].key_id == new.kid


async def test_fetches_of_the_keys_are_counted(stage: Stage) -> None:
    await published(stage)
    await published(stage)

    assert stage.teams.keys.fetches == 2


async def test_a_forged_token_is_signed_by_a_key_that_nobody_published(stage: Stage) -> None:
    forger = stage.teams.keys.rotate()
    stage.teams.keys.published.remove(forger)
    forged = stage.teams.keys.sign_activity_token(key=forger)

    answer = await stage.teams.deliver({"type": "message"}, token=forged)

    assert answer.status == 401
