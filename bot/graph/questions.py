"""Look-ups in Graph: what is sent, and what the outcome means in our types."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Generic, TypeVar
from urllib.parse import quote

from bot.graph.answers import Answer, Call, Outcome
from bot.graph.errors import failure
from bot.graph.fields import Json, UnreadableError, records, text

T = TypeVar("T")
Read = Callable[[Json], T]
LARGEST_PAGE = "999"


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """`read` makes our type of each item; `next` is the next page's address, None at the end."""

    items: list[T]
    path: str
    read: Read[T]
    next: str | None


@dataclass(slots=True)
class Question(Generic[T]):
    """One call and how its outcome is understood."""

    call: Call
    understand: Callable[[Outcome], T]
    outcome: Outcome | None = field(default=None, init=False)

    def answer(self) -> T:
        """Raises GraphError, also where the question has not been asked."""
        if self.outcome is None:
            raise LookupError(self.call.path)
        return self.understand(self.outcome)


def user_path(identity: str, *rest: str) -> str:
    """Return the path of a person by object id or UPN, and of what belongs to the person."""
    # Graph would take a leading $ for a system segment. Source: "Get a user", request.
    if identity.startswith("$"):
        key = quote(identity.replace("'", "''"), safe="")
        return "/".join((f"users('{key}')", *rest))
    return "/".join(("users", quote(identity, safe=""), *rest))


class Questions:
    """Composes calls below `root`, which ends with a slash; `options` are OData's, without $."""

    def __init__(self, root: str) -> None:
        self._root = root

    def get(self, path: str, read: Read[T], **options: str) -> Question[T]:
        """Ask for the one object at `path`."""
        call = self.call("GET", path, options)
        return Question(call, lambda outcome: understood(call, outcome, read))

    def find(self, path: str, read: Read[T], **options: str) -> Question[T | None]:
        """Ask for an object that need not exist."""
        call = self.call("GET", path, options)
        return Question(call, lambda outcome: _or_none(call, outcome, read))

    def page(
        self, path: str, read: Read[T], *, nothing_on: str = "", **options: str
    ) -> Question[Page[T]]:
        """Ask for a first page; it is empty if Graph answers with the error code `nothing_on`."""
        call = self.call("GET", path, options)
        return Question(call, lambda outcome: self._page(call, outcome, read, nothing_on))

    def next_page(self, page: Page[T]) -> Question[Page[T]]:
        call = Call("GET", page.path, page.next or "", str(uuid.uuid4()))
        return Question(call, lambda outcome: self._page(call, outcome, page.read))

    def ask(self, path: str, body: Json, read: Read[T]) -> Question[T]:
        """Ask by a POST that only reads."""
        call = self.call("POST", path, {}, body)
        return Question(call, lambda outcome: understood(call, outcome, read))

    def call(
        self, method: str, path: str, options: dict[str, str], body: Json | None = None
    ) -> Call:
        query = "&".join(f"${name}={quote(value, safe=',')}" for name, value in options.items())
        url = f"{self._root}{path}" + (f"?{query}" if query else "")
        return Call(method, path, url, str(uuid.uuid4()), body)

    def _page(self, call: Call, outcome: Outcome, read: Read[T], nothing_on: str = "") -> Page[T]:
        if nothing_on and isinstance(outcome, Answer) and outcome.error_code == nothing_on:
            return Page([], call.path, read, None)
        return understood(call, outcome, lambda body: self._read_page(call.path, body, read))

    def _read_page(self, path: str, body: Json, read: Read[T]) -> Page[T]:
        link = text(body, "@odata.nextLink") if "@odata.nextLink" in body else None
        # The token goes along, so a link must not lead away from Graph.
        if link is not None and not link.startswith(self._root):
            raise UnreadableError("the next page is elsewhere")
        return Page([read(one) for one in records(body, "value")], path, read, link)


def understood(
    call: Call, outcome: Outcome, read: Read[T], status: HTTPStatus = HTTPStatus.OK
) -> T:
    """Raises GraphError for everything but a readable answer of this status."""
    if not isinstance(outcome, Answer) or outcome.status != status or outcome.body is None:
        raise failure(call, outcome)
    try:
        return read(outcome.body)
    except UnreadableError as error:
        raise failure(call, outcome, error) from error


def _or_none(call: Call, outcome: Outcome, read: Read[T]) -> T | None:
    if isinstance(outcome, Answer) and outcome.missing:
        return None
    return understood(call, outcome, read)
