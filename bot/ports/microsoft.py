"""What the use cases need of Entra, Graph and Teams."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.domain.request import Message
from bot.domain.survey import Survey
from bot.domain.terms import NewPass, Pass, Policy, Terms
from bot.domain.views import CodeView, View


class TokenSource(Protocol):
    """A bearer token for one audience, kept until shortly before its end."""

    async def token(self) -> str: ...


class Directory(Protocol):
    """Entra's people, groups and policy."""

    async def survey(
        self, people: Collection[str], targets: Sequence[str], members_of: Collection[str] = ()
    ) -> Survey:
        """All that a decision rests on, at once: `people` by object id, `targets` by identity.

        An identity is an object id, a UPN, or a display name that only one person has. `members_of`
        are groups whose members are wanted. Raises DirectoryFailed.
        """
        ...

    async def policy(self) -> Policy:
        """What the tenant permits. Raises DirectoryFailed."""
        ...


class PassIssuer(Protocol):
    """The passes of a person. All by object id."""

    async def passes(self, target_id: str) -> tuple[Pass, ...]:
        """Raises DirectoryFailed."""
        ...

    async def create(self, target_id: str, terms: Terms, call_id: str) -> NewPass:
        """One POST, never repeated; `call_id` goes along. Raises NothingMade or Unclear."""
        ...

    async def delete(self, target_id: str, pass_id: str) -> None:
        """A pass that is gone already counts as deleted. Raises DirectoryFailed."""
        ...


@dataclass(frozen=True, slots=True)
class Conversation:
    """`language` is that of the person who was heard there, None where the bot does not know it."""

    service_url: str
    id: str
    language: str | None = None


class Notifier(Protocol):
    """Writes to people in Teams."""

    async def open_personal(self, person_id: str) -> Conversation:
        """The person's own chat with the bot, by object id. Raises Unreachable, TeamsFailed."""
        ...

    async def send(self, to: Conversation, view: View) -> Message:
        """Raises Unreachable, TeamsFailed."""
        ...

    async def update(self, message: Message, view: View | CodeView) -> None:
        """Repeatable; afterwards the message shows `view`. Also raises MessageGone."""
        ...

    async def withdraw(self, message: Message) -> None:
        """Delete a message; one that is gone already counts. Raises Unreachable, TeamsFailed."""
        ...
