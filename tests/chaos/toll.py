"""What a case has cost, counted after everything has come to rest. All of it should be nothing."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import cached_property
from typing import Self

from bot import messages
from bot.domain.audit import Event, Happened
from bot.domain.demands import Verify
from bot.domain.request import Request, State, Why
from bot.domain.views import View, ViewKind
from bot.messages import labels
from bot.sandbox.passes import Pass
from bot.sandbox.server import Sandbox
from bot.sandbox.teams import BOT, Chat, Message
from bot.store.sql_store import SqlStore
from cards.draw import draw
from tests.chaos.replica import PACE

MANY = 100_000
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Toll:
    """`lost`: requests that came to no end. `ownerless`: live passes that no request answers for.

    `duplicates`: POSTs beyond one per approval, codes shown twice or to the wrong person.
    `unanswered`: people who do not see what became of a request. `early`: leases that were settled
    while they ran.
    """

    lost: int = 0
    ownerless: int = 0
    duplicates: int = 0
    unanswered: int = 0
    early: int = 0

    def __add__(self, other: Self) -> Self:
        names = [each.name for each in fields(self)]
        return type(self)(**{name: getattr(self, name) + getattr(other, name) for name in names})

    @property
    def is_nothing(self) -> bool:
        return self == type(self)()


@dataclass(frozen=True)
class Books:
    """Everything that there is to be counted: the bot's records, and what Microsoft has seen."""

    sandbox: Sandbox
    requests: tuple[Request, ...]
    events: tuple[tuple[datetime, Event], ...]

    @cached_property
    def cards(self) -> dict[str, list[Message]]:
        """The bot's cards that are about a request, by its id, as everybody sees them."""
        found: dict[str, list[Message]] = {each.id: [] for each in self.requests}
        for chat in self.sandbox.teams.chats:
            for message in chat.messages.values():
                if message.sender == BOT and not message.deleted and message.card is not None:
                    for request_id in found.keys() & set(WORD.findall(json.dumps(message.card))):
                        found[request_id].append(message)
        return found

    def happened(self, request: Request, *what: Happened) -> list[tuple[datetime, Event]]:
        """Oldest first."""
        about = [(at, each) for at, each in self.events if each.request_id == request.id]
        return [(at, each) for at, each in about if each.what in what]

    def passes(self) -> Iterator[Pass]:
        for person in self.sandbox.tenant.people.values():
            yield from self.sandbox.tenant.passes.ever(person.id)

    def cards_for(self, person_id: str, request: Request) -> list[Message]:
        """The cards about this request in the person's own chat, oldest first."""
        chat = self.chat(person_id)
        return [one for one in self.cards[request.id] if one.conversation == chat.id]

    def texts_for(self, person_id: str) -> list[str]:
        return [each.text for each in self.chat(person_id).messages.values() if each.sender == BOT]

    def chat(self, person_id: str) -> Chat:
        person = self.sandbox.tenant.by_id(person_id)
        assert person is not None
        return self.sandbox.teams.chats.personal(person.key)


async def books_of(sandbox: Sandbox, store: SqlStore) -> Books:
    people = [person.id for person in sandbox.tenant.people.values()]
    requests = [each for one in people for each in await store.latest(one, MANY)]
    rows = reversed(await store.events(MANY))
    return Books(sandbox, tuple(requests), tuple((row.at, row.event) for row in rows))


def toll_of(books: Books) -> Toll:
    return Toll(
        lost=sum(not (each.final or each.state is State.ISSUED) for each in books.requests),
        ownerless=_ownerless(books),
        duplicates=_posts_too_many(books) + _codes_too_many(books),
        unanswered=sum(len(unanswered(books, each)) for each in books.requests),
        early=sum(_settled_early(books, each) for each in books.requests),
    )


def _ownerless(books: Books) -> int:
    owned = {each.made.id for each in books.requests if each.made and each.state is State.ISSUED}
    now = books.sandbox.clock.now()
    there = [each for each in books.passes() if each.exists(now) and each.ends > now]
    alive = {each.id for each in there if not (each.one_time and each.used)}
    return len(alive - owned)


def _posts_too_many(books: Books) -> int:
    calls = [
        call.path
        for call in books.sandbox.calls
        if call.method == "POST" and call.path.endswith("/temporaryAccessPassMethods")
    ]
    too_many = 0
    for target in {request.target.id for request in books.requests}:
        about = [each for each in books.requests if each.target.id == target]
        approved = sum(len(books.happened(each, Happened.APPROVED)) for each in about)
        # A pass that came too slowly for its dialog is deleted, and may be made anew.
        deleted = [one for each in about for _, one in books.happened(each, Happened.REVOKED)]
        approved += sum(one.facts.get("why") == Why.TOO_SLOW for one in deleted)
        too_many += max(0, sum(target in path for path in calls) - approved)
    return too_many


def _codes_too_many(books: Books) -> int:
    """Codes that stood in more than one message, or were seen by anybody but one approver."""
    chats = books.sandbox.teams.chats
    contents = [
        [json.dumps(one.activity, ensure_ascii=False) for one in each.contents]
        for chat in chats
        for each in chat.messages.values()
        if each.sender == BOT
    ]
    seen = {key: chats.everything_seen_by(key) for key in books.sandbox.tenant.people}
    too_many = 0
    for made in books.passes():
        code = json.dumps(made.code, ensure_ascii=False)[1:-1]
        shown = sum(any(code in text for text in texts) for texts in contents)
        readers = sum(code in text for text in seen.values())
        too_many += max(0, shown - 1) + max(0, readers - 1)
    return too_many


def unanswered(books: Books, request: Request) -> list[str]:
    """Who does not see what became of this request: kinds of views."""
    missing: list[str] = []
    mine = books.cards_for(request.requester.id, request)
    if not mine or mine[-1].card != draw(View(ViewKind.REQUESTER, request)).card:
        missing.append("requester's card")
    told = books.texts_for(request.requester.id)
    # It is told once, so it may be of a moment before the end: "is being revoked".
    outcomes = {messages.headline(replace(request, state=state)) for state in State}
    cancelled = request.state is State.CANCELLED
    if not cancelled and not any(each.startswith(tuple(outcomes)) for each in told):
        missing.append("requester's outcome")
    missing += _deliveries(books, request)
    confirming = _confirming(books, request)
    word = draw(View(ViewKind.CONFIRMATION, request)).card
    missing += ["the manager's card" for each in confirming[-1:] if each.card != word]
    asking = [one for one in books.cards[request.id] if _asks(one) and one not in confirming]
    newest = {each.conversation: each for each in asking}
    truth = draw(View(ViewKind.APPROVER, request)).card
    missing += ["an approval card" for each in newest.values() if each.card != truth]
    return missing


def _confirming(books: Books, request: Request) -> list[Message]:
    """The cards of the target's manager, where they have to confirm."""
    manager = request.brief.manager
    if manager is None or request.brief.demands.verify is not Verify.MANAGER:
        return []
    return books.cards_for(manager.id, request)


def _deliveries(books: Books, request: Request) -> list[str]:
    """What is wrong with the approver's messages about the pass: the newest one must be true.

    A code stands in one message, wherever that is among them.
    """
    if request.decided_by is None or request.state is State.DENIED:
        return []
    mine = books.cards_for(request.decided_by.id, request)
    deliveries = [one for one in mine if not _asks(one)]
    with_code = [one for one in deliveries if labels.DONE in json.dumps(one.card)]
    if request.shows_code:
        # A bot that died right after posting one leaves a message that points to another.
        others = [one for one in deliveries if one not in with_code]
        point_to_it = all(labels.MAKING in json.dumps(one.card) for one in others)
        return [] if len(with_code) == 1 and point_to_it else ["the approver's code"]
    is_true = deliveries and deliveries[-1].card == draw(View(ViewKind.DELIVERY, request)).card
    return [] if is_true and not with_code else ["the approver's message"]


def _asks(message: Message) -> bool:
    return f"{labels.REQUESTER}: " in json.dumps(message.card)


def _settled_early(books: Books, request: Request) -> bool:
    """Whether somebody settled the request's lease before it was over or given up."""
    own = books.happened(request, Happened.CLAIMED)
    given_up = [
        at
        for at, each in books.happened(request, Happened.FAILED)
        if each.facts.get("why") == Why.UNCLEAR.value
    ]
    settled = [
        at
        for at, each in books.happened(request, Happened.REVOKING, Happened.FAILED)
        if each.facts.get("why") in {Why.CODE_LOST.value, Why.NOTHING_MADE.value}
    ]
    if not own or not settled:
        return False
    return settled[0] < min([own[0][0] + PACE.lease, *given_up])
