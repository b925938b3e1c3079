"""The story that the demo plays: what a help desk does in a day, as Rita, Adam and Ada see it."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from rich.console import Group, RenderableType

from bot.sandbox.server import Sandbox
from bot.sandbox.teams import BOT, Message, Teams, chat_as_text
from bot.sandbox.teams.buttons import buttons

CAST = ("rita", "adam", "ada")
APPROVE, DONE = "Approve", "Done, hide it"
CALLED_BACK, IN_PERSON = {"how": "called-back"}, {"how": "in-person"}
ASK = '/tap uma@contoso.com --lifetime 2h --once --reason "Lost phone, INC-4711"'
ASK_FOR_ADMINISTRATOR = "/tap grace@contoso.com --reason Forgot her password"
ASK_FOR_TWO = "/tap una@contoso.com johndoe@contoso.onmicrosoft.com --reason First day at work"
ASK_AGAIN = "/tap una@contoso.com --reason Lost the first code"


@dataclass(frozen=True, slots=True)
class Scene:
    """What happened, and the message in which `who` sees it."""

    title: str
    who: str
    message: Message


async def play(sandbox: Sandbox) -> AsyncIterator[Scene]:
    """Play it to its end. Raises TimeoutError where somebody waits in vain for the bot."""
    for key in CAST:
        await sandbox.teams.client(key).install()
    for chapter in (_one_pass, _an_administrator, _two_at_once, _a_replacement, _taken_back):
        async for scene in chapter(sandbox):
            yield scene


async def _one_pass(sandbox: Sandbox) -> AsyncIterator[Scene]:
    rita, adam, ada = (sandbox.teams.client(key) for key in CAST)
    await rita.say(ASK)
    yield Scene(f"Rita types {ASK}", "rita", await rita.sees("Waiting for approval"))
    card = await adam.sees(APPROVE)
    yield Scene("The approvers get a card", "adam", card)
    await adam.click(card, APPROVE, **CALLED_BACK)
    with_code = await adam.sees(DONE)
    yield Scene("Adam approves, and he alone receives the code", "adam", with_code)
    yield Scene("Rita is told", "rita", await rita.sees("Adam Abel has the code"))
    yield Scene("Ada's card says so too", "ada", await ada.sees("Pass ready"))
    await adam.click(with_code, DONE)
    yield Scene("Adam has read the code out", "adam", await adam.sees("Code hidden"))
    uma = sandbox.tenant.person("uma")
    sandbox.tenant.passes.use(uma.id, sandbox.clock.now())
    sandbox.clock.move(timedelta(minutes=3))
    yield Scene("Uma signs in with it", "rita", await rita.sees("Pass used"))


async def _an_administrator(sandbox: Sandbox) -> AsyncIterator[Scene]:
    rita = sandbox.teams.client("rita")
    await rita.say(ASK_FOR_ADMINISTRATOR)
    refused = await rita.sees("cannot get a pass")
    yield Scene(f"Rita types {ASK_FOR_ADMINISTRATOR}", "rita", refused)


async def _two_at_once(sandbox: Sandbox) -> AsyncIterator[Scene]:
    rita, adam, _ = (sandbox.teams.client(key) for key in CAST)
    await rita.say(ASK_FOR_TWO)
    card = await adam.sees("First day at work")
    yield Scene(f"Rita types {ASK_FOR_TWO}", "adam", card)
    await adam.click(card, APPROVE, **IN_PERSON)
    for whose in ("one code", "the other one"):
        with_code = await adam.sees(DONE)
        yield Scene(f"Adam approves both, and reads out {whose}", "adam", with_code)
        await adam.click(with_code, DONE)
    yield Scene("Rita follows both on one card", "rita", await rita.sees("First day at work"))


async def _a_replacement(sandbox: Sandbox) -> AsyncIterator[Scene]:
    rita, adam, _ = (sandbox.teams.client(key) for key in CAST)
    await rita.say(ASK_AGAIN)
    card = await adam.sees("Lost the first code")
    yield Scene("Una has a pass already, and the card says so", "adam", card)
    await adam.click(card, APPROVE, **IN_PERSON)
    replaced = await rita.sees("A newer pass has taken its place")
    yield Scene("The new pass takes the place of the first", "rita", replaced)


async def _taken_back(sandbox: Sandbox) -> AsyncIterator[Scene]:
    rita, adam, _ = (sandbox.teams.client(key) for key in CAST)
    with_code = await adam.sees(DONE)
    (done,) = (each for each in buttons(with_code.card or {}) if each.title == DONE)
    revoke = f"/tap revoke {done.action['data']['request']}"
    await rita.say(revoke)
    yield Scene(f"Rita types {revoke}", "rita", await rita.sees("is being deleted"))
    yield Scene("The pass is gone from Entra", "rita", await rita.sees("Pass revoked"))


def scene_as_text(teams: Teams, scene: Scene) -> RenderableType:
    """The scene as a rich console prints it."""
    name = teams.client(scene.who).person.name
    shown = chat_as_text(f"{name} · TAP", [scene.message], {BOT: "TAP"})
    return Group("", f"[bold]{scene.title}[/bold]", "", shown)


def told(teams: Teams) -> Iterator[dict[str, Any]]:
    """All that each of the cast ever saw, one message after the other, former contents included."""
    for key in CAST:
        for message in teams.chats.seen_by(key):
            for content in message.contents:
                line = {"who": key, "conversation": message.conversation, "from": message.sender}
                yield line | ({"card": content.card} if content.card else {"text": content.text})
