"""Where people are and what they speak, told to the store when it is news.

Most of what people say changes nothing of this, and then nothing is read and nothing is written.
"""

from datetime import timedelta
from typing import Any

from botbuilder.schema import Activity, ActivityTypes
from cachetools import TTLCache

from bot.ports import Conversation, RequestStore
from bot.teams.heard import Heard

# After that it is told again: another replica may have told the store otherwise.
_KNOWN_FOR = timedelta(hours=1)
_MOST_KNOWN = 10_000


class Whereabouts:
    def __init__(self, store: RequestStore) -> None:
        self._store = store
        self._chats: TTLCache[str, Conversation] = _memory()
        self._languages: TTLCache[str, str | None] = _memory()

    async def learn(self, heard: Heard, activity: Activity) -> None:
        # A message extension is also opened in chats that the bot is no part of.
        if heard.personal and activity.type != ActivityTypes.invoke:
            is_news = activity.type != ActivityTypes.message
            await self._learn_chat(heard.person_id, heard.at, is_news=is_news)
        elif heard.at.language is not None:
            await self._learn_language(heard.person_id, heard.at)

    async def forget(self, person_id: str) -> None:
        self._chats.pop(person_id, None)
        await self._store.forget(person_id)

    async def _learn_chat(self, person_id: str, at: Conversation, *, is_news: bool) -> None:
        """Whoever installs the app may have removed it at another replica a moment ago."""
        if is_news or self._chats.get(person_id) != at:
            await self._store.remember(person_id, at)
            self._chats[person_id] = at
            self._languages[person_id] = at.language

    async def _learn_language(self, person_id: str, at: Conversation) -> None:
        if self._languages.get(person_id) is None:
            self._languages[person_id] = await self._store.language(person_id)
        if self._languages.get(person_id) != at.language:
            await self._store.speaks(person_id, at)
            self._languages[person_id] = at.language


def _memory() -> TTLCache[str, Any]:
    return TTLCache(_MOST_KNOWN, ttl=_KNOWN_FOR.total_seconds())
