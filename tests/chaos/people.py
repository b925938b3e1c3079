"""People as they are: who gets no answer asks again, and who sees a card clicks it."""

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass, field

from bot import messages
from bot.domain.refusals import CannotReachYou
from bot.messages import deciding, dialogs, labels
from bot.sandbox.server import Sandbox
from bot.sandbox.teams import BOT, Answer, Client, Message

# Who hears nothing waits for so long before they ask again, and for so long in all.
PATIENCE = 20.0
GIVES_UP = 90.0


@dataclass(slots=True)
class People:
    """`unanswered` names those who asked and never heard anything."""

    sandbox: Sandbox
    unanswered: list[str] = field(default_factory=list)

    def client(self, key: str) -> Client:
        return self.sandbox.teams.client(key)

    async def install(self, *keys: str) -> None:
        """Everybody has the app, and the bot has heard of it."""
        for key in keys:
            await self.client(key).install()
            await self.client(key).sees(labels.WELCOME, 60)

    async def ask(self, key: str, target: str) -> None:
        """Ask for a pass for the target, and again as long as the bot says nothing at all."""
        try:
            async with asyncio.timeout(GIVES_UP):
                while not await self._is_answered(key, f"/tap {target}@contoso.com --lifetime 2h"):
                    await asyncio.sleep(0.3)
        except TimeoutError:
            self.unanswered.append(key)

    async def approve(self, key: str, target: str) -> None:
        await self._click_until_told(key, target, labels.APPROVE)

    async def confirm(self, key: str, target: str) -> None:
        await self._click_until_told(key, target, deciding.CONFIRM)

    async def deny(self, key: str, target: str) -> None:
        await self._click_until_told(key, target, labels.DENY_NOW)

    async def hide(self, key: str, target: str) -> None:
        await self._click_until_told(key, target, labels.DONE)

    async def open_dialog(self, key: str, target: str) -> bool:
        """Choose Show pass until the code is there, or there is nothing to choose any more."""
        await self.sees(key, target, button(dialogs.SHOW_PASS), 40)
        client = self.client(key)
        async with asyncio.timeout(60):
            while found := self._latest(key, target, button(dialogs.SHOW_PASS)):
                answer = await client.submit(found, dialogs.SHOW_PASS)
                # Where the code cannot be shown again, nobody says that they have it.
                if labels.SPELL in json.dumps(answer.dialog):
                    return True
                await asyncio.sleep(0.5)
        return False

    async def reveal(self, key: str, target: str) -> bool:
        """Have the code shown, and say that it is there, if it is."""
        is_there = await self.open_dialog(key, target)
        async with asyncio.timeout(60):
            while is_there and (await self._has_it(key)).status >= 400:
                await asyncio.sleep(0.5)
        return is_there

    async def _has_it(self, key: str) -> Answer:
        return await self.client(key).submit_dialog(dialogs.RECEIVED)

    async def sees(self, key: str, target: str, words: str, seconds: float = 30) -> Message:
        """The latest message about the target that shows these words. Raises TimeoutError."""
        return await self.sandbox.teams.chats.until(
            lambda: self._latest(key, target, words), seconds
        )

    async def _click_until_told(self, key: str, target: str, title: str) -> None:
        """Whoever is told nothing clicks again, until there is nothing to click any more."""
        await self.sees(key, target, button(title), 40)
        async with asyncio.timeout(60):
            while found := self._latest(key, target, button(title)):
                if _is_told(await self.client(key).click(found, title)):
                    return
                await asyncio.sleep(0.3)

    def has_heard_of(self, key: str, target: str) -> bool:
        return self._latest(key, target, "") is not None

    def _latest(self, key: str, target: str, words: str) -> Message | None:
        about = (one for one in reversed(self.client(key).messages) if is_about(one, target, words))
        return next(about, None)

    def _heard(self, key: str) -> int:
        return sum(each.sender == BOT for each in self.client(key).messages)

    async def _is_answered(self, key: str, text: str) -> bool:
        heard = self._heard(key)
        if (await self.client(key).say(text)).status >= 500:
            return False
        with suppress(TimeoutError):
            await self.sandbox.teams.chats.until(lambda: self._heard(key) > heard or None, PATIENCE)
        return self._heard(key) > heard


def is_about(message: Message, target: str, words: str) -> bool:
    """Whether the bot's message is about the target, and shows these words."""
    shown = json.dumps(message.content.activity, ensure_ascii=False)
    return message.sender == BOT and f"{target}@contoso.com" in shown and words in shown


def button(title: str) -> str:
    return f'"title": "{title}"'


def _is_told(answer: Answer) -> bool:
    """Whether the click counted, or the person learned that somebody's had before."""
    if answer.status >= 400:
        return False
    said = answer.toast or messages.working_on_it()
    later = {messages.working_on_it(), messages.refusal(CannotReachYou())}
    return answer.card is not None or not ("reference" in said or said in later)
