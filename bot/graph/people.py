"""What Graph is asked about people: who they are, which groups they are in, who is in a group."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from bot.domain.people import Account
from bot.graph.accounts import SELECT, read_account, read_member
from bot.graph.fields import Json, UnreadableError, text
from bot.graph.questions import LARGEST_PAGE, Page, Question, Questions, Read, T, user_path

_OBJECT_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_MOST_GROUPS = 20  # in one checkMemberGroups


@dataclass(frozen=True, slots=True)
class Content:
    """What is in a group; `account` is None for what is no person, or was not asked for."""

    id: str
    account: Account | None


def is_object_id(identity: str) -> bool:
    return _OBJECT_ID.fullmatch(identity) is not None


def is_name(identity: str) -> bool:
    return "@" not in identity and not is_object_id(identity)


def account_of(person_id: str, ask: Questions) -> Question[Account | None]:
    return ask.find(user_path(person_id), read_account, select=SELECT)


def named(name: str, read: Read[T], select: str, ask: Questions) -> Question[Page[T]]:
    literal = name.replace("'", "''")
    return ask.page("users", read, filter=f"displayName eq '{literal}'", select=select)


def groups_of(
    person_id: str, groups: Collection[str], ask: Questions
) -> list[Question[frozenset[str]]]:
    """Ask which of `groups` the person is in, nested ones included: object ids in lower case."""
    path = user_path(person_id, "checkMemberGroups")
    return [ask.ask(path, {"groupIds": some}, _read_ids) for some in _chunks(groups)]


def among(groups: Collection[str], found: Sequence[frozenset[str]]) -> frozenset[str]:
    """Return those of `groups` that were found, in the letters in which they were asked."""
    ids = frozenset[str]().union(*found)
    return frozenset(one for one in groups if one.lower() in ids)


def people_in(group: str, ask: Questions) -> Question[Page[Content]]:
    """Ask for the people in a group, nested ones included.

    Without a cast to people, since casts are answered from an index that lags.
    """
    return ask.page(_members(group), _read_content, select=SELECT, top=LARGEST_PAGE)


def contents_of(group: str, ask: Questions) -> Question[Page[Content]]:
    """Ask for the ids of all that is in a group, nested ones included."""
    return ask.page(_members(group), _read_id, select="id", top=LARGEST_PAGE)


def in_order(contents: Collection[Content]) -> tuple[Account, ...]:
    """Return the people, each once, in order of object id."""
    people = {one.id: one.account for one in contents if one.account is not None}
    return tuple(people[person_id] for person_id in sorted(people))


def _members(group: str) -> str:
    return f"groups/{group}/transitiveMembers"


def _chunks(groups: Collection[str]) -> Iterator[list[str]]:
    rest = iter(groups)
    while chunk := list(islice(rest, _MOST_GROUPS)):
        yield chunk


def _read_ids(answer: Json) -> frozenset[str]:
    found = answer.get("value")
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise UnreadableError("value is no list of ids")
    return frozenset(one.lower() for one in found)


def _read_content(member: Json) -> Content:
    return Content(text(member, "id").lower(), read_member(member))


def _read_id(member: Json) -> Content:
    return Content(text(member, "id").lower(), None)
