"""A good token in the wrong hands: it is in no record, and nothing is decided twice with it."""

import asyncio
import uuid
from typing import Any

import pytest

from bot.domain.audit import Happened
from bot.domain.request import State
from bot.sandbox.teams import Answer
from tests.attacks.listening_in import Log, turns_end
from tests.stories.town import APPROVE, ASK_FOR_UMA, DONE, Town


class Thief:
    """Sends what it likes with one token that it has taken from Teams."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self.token = town.sandbox.teams.keys.sign_activity_token()

    async def sends(self, activity: dict[str, Any]) -> Answer:
        answer = await self._town.sandbox.teams.deliver(activity, token=self.token)
        await turns_end()
        return answer

    async def says(self, text: str, **sender: Any) -> Answer:
        rita = self._town.client("rita")
        activity = rita.compose.message(rita.chat, text, mention=False, targeted=False)
        return await self.sends(activity | {"from": activity["from"] | sender})

    def click(self, verb: str, request_id: str, key: str = "adam") -> dict[str, Any]:
        """A click that no card has made, in the name of this person."""
        client = self._town.client(key)
        action = {"verb": verb, "data": {"request": request_id}}
        return client.compose.invoke("adaptiveCard/action", client.chat, {"action": action})


async def test_the_token_of_an_activity_is_in_no_record(town: Town, log: Log) -> None:
    thief = Thief(town)

    await thief.says(ASK_FOR_UMA)
    await town.client("adam").sees(APPROVE)
    request = await town.request()
    await thief.sends(thief.click("approve", request.id))
    await town.client("adam").sees(DONE)
    for broken in ({"type": 5}, {"type": "message"}, thief.click("approve", "?") | {"from": None}):
        await thief.sends(broken)

    signature = thief.token.rpartition(".")[2]
    assert signature not in log.text
    assert signature not in repr(await town.store.events(1000))
    files = list(town.database.parent.glob("tap.db*"))
    assert [file.name for file in files if signature.encode() in file.read_bytes()] == []


async def test_a_click_that_is_sent_again_and_again_makes_one_pass(town: Town) -> None:
    """The same activity, and the same click as new activities, at once and later."""
    await town.asked()
    thief, request = Thief(town), await town.request()
    click = thief.click("approve", request.id)
    copies = [click | {"id": f"f:{uuid.uuid4()}"} for _ in range(10)]

    await asyncio.gather(*(thief.sends(each) for each in (click, click, *copies)))
    await town.client("adam").sees(DONE)
    await town.comes_to(State.ISSUED)
    before = await town.request()
    await asyncio.gather(*(thief.sends(each) for each in (click, click, *copies)))
    await thief.sends(thief.click("deny", request.id))
    await thief.sends(thief.click("approve", request.id, "ada"))

    assert len(town.posts) == 1
    assert await town.request() == before
    assert (await town.events()).count(Happened.APPROVED) == 1
    assert Happened.DENIED not in await town.events()


async def test_who_passes_for_an_approver_does_not_get_the_code(town: Town) -> None:
    """It goes where the approver's object id leads, and not where the activity came from."""
    await town.asked()
    thief, request = Thief(town), await town.request()
    rita = town.client("rita")
    click = thief.click("approve", request.id) | {
        "conversation": {**thief.click("", "A", "rita")["conversation"], "id": rita.chat.id}
    }

    await thief.sends(click)
    await town.client("adam").sees(DONE)

    code, chats = town.code_of("uma"), town.sandbox.teams.chats
    assert code in chats.everything_seen_by("adam")
    assert code not in chats.everything_seen_by("rita")


@pytest.mark.parametrize("identity", ["rita@contoso.com", "RITA@CONTOSO.COM", "$me", "me", ".."])
async def test_nobody_is_known_by_anything_but_an_object_id(town: Town, identity: str) -> None:
    """Graph finds people by address, too; who approves by address would not be the requester."""
    await town.asked()
    thief, request = Thief(town), await town.request()
    click = thief.click("approve", request.id)
    click["from"] |= {"aadObjectId": identity}

    answer = await thief.sends(click)

    assert answer.status == 400
    assert await town.request() == request


async def test_an_object_id_in_capitals_is_the_same_person(town: Town) -> None:
    await town.asked(by="rita")
    thief, request = Thief(town), await town.request()
    town.sandbox.tenant.groups["approvers"].members.add(town.person("rita").id)
    click = thief.click("approve", request.id, "rita")
    click["from"] |= {"aadObjectId": town.person("rita").id.upper()}

    await thief.sends(click)

    assert (await town.refusals())[-1] == "OwnRequest"
    assert (await town.request()).state is State.PENDING
