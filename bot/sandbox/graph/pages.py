"""One object or a page of objects as an answer: $select, $filter, $search, $top, $count."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.sandbox.graph.errors import bad_request, needs_consistency_level, unreadable, unsupported
from bot.sandbox.graph.filters import parse_filter, parse_search
from bot.sandbox.graph.objects import Json
from bot.sandbox.graph.world import World

_KNOWN = {"$select", "$filter", "$search", "$top", "$count", "$skiptoken", "$expand"}
_EXPANSION = re.compile(r"(?P<name>\w+)(?:\(\$select=(?P<select>[^)]*)\))?")
_LARGEST_PAGE = 999
_USUAL_PAGE = 100


@dataclass(frozen=True, slots=True)
class Query:
    select: tuple[str, ...]
    filter: str | None
    search: str | None
    top: int
    skip: int
    count: bool
    eventual: bool
    expand: dict[str, tuple[str, ...]]

    @property
    def advanced(self) -> bool:
        """Say whether the caller accepts an answer from the index, which may lag."""
        return self.eventual and self.count


@dataclass(frozen=True, slots=True)
class Shape:
    """How objects of a collection look: the properties shown unless $select names others.

    A mixed collection tells each object's type and leaves out what a type does not have.
    """

    context: str
    default: tuple[str, ...]
    mixed: bool = False


OBJECTS = Shape("directoryObjects", (), mixed=True)


def parse_query(request: web.Request) -> Query:
    options = dict(request.query)
    for name in options:
        if name.startswith("$") and name not in _KNOWN:
            raise unsupported(f"The query option '{name}' is not supported.")
    return Query(
        select=_names(options.get("$select", "")),
        filter=options.get("$filter"),
        search=options.get("$search"),
        top=_page_size(options.get("$top", str(_USUAL_PAGE))),
        skip=_offset(options.get("$skiptoken", "0")),
        count=options.get("$count", "false").lower() == "true",
        eventual=request.headers.get("ConsistencyLevel", "").lower() == "eventual",
        expand=_expansions(options.get("$expand", "")),
    )


def one(world: World, request: web.Request, full: Json, shape: Shape) -> web.Response:
    """Answer with one object."""
    query = parse_query(request)
    body = {"@odata.context": world.context(request, f"{shape.context}/$entity")}
    return web.json_response(body | _pick(full, query, shape))


def page(world: World, request: web.Request, items: Iterable[Json], shape: Shape) -> web.Response:
    """Answer with the page of `items` that is asked for, and a link to the next, if any."""
    query = parse_query(request)
    kept = _search(items, query)
    end = query.skip + min(query.top, world.page_size or _LARGEST_PAGE)
    body: dict[str, Any] = {"@odata.context": world.context(request, shape.context)}
    if query.count and query.eventual:
        body["@odata.count"] = len(kept)
    if end < len(kept):
        link = request.rel_url.update_query({"$skiptoken": str(end)})
        body["@odata.nextLink"] = f"{world.address}{link}"
    body["value"] = [_pick(item, query, shape) for item in kept[query.skip : end]]
    return web.json_response(body)


def cast(world: World, request: web.Request, items: list[Json]) -> web.Response:
    """Answer with a page of all of `items`, or of those of the type that the path names."""
    kind = request.match_info.get("kind")
    query = parse_query(request)
    if kind is not None and not kind.startswith(("graph.", "microsoft.graph.")):
        raise unreadable(f"Resource not found for the segment '{kind}'.")
    if (kind or query.filter or query.search) and not query.advanced:
        raise needs_consistency_level("OData cast" if kind else "$filter")
    wanted = f"#microsoft.graph.{kind.rpartition('.')[2]}" if kind else None
    kept = [item for item in items if wanted in {None, item["@odata.type"]}]
    return page(world, request, kept, OBJECTS)


def _search(items: Iterable[Json], query: Query) -> list[Json]:
    kept = list(items)
    if query.filter is not None:
        matches = parse_filter(query.filter, advanced=query.advanced)
        kept = [item for item in kept if matches(item)]
    if query.search is not None:
        if not query.eventual:
            raise needs_consistency_level("$search")
        matches = parse_search(query.search)
        kept = [item for item in kept if matches(item)]
    return kept


def _pick(full: Json, query: Query, shape: Shape) -> Json:
    wanted = query.select or shape.default or tuple(full)
    names = {*wanted, *query.expand}
    unknown = {*query.select, *query.expand} - full.keys()
    if unknown and not shape.mixed:
        raise unreadable(
            "Parsing OData Select and Expand failed: Could not find a property named "
            f"'{min(unknown)}' on type '{full['@odata.type'][1:]}'."
        )
    names |= {"@odata.type"} if shape.mixed else set()
    return {
        name: _narrowed(value, query.expand.get(name, ()))
        for name, value in full.items()
        if name in names
    }


def _narrowed(value: Any, select: tuple[str, ...]) -> Any:
    """Return an expanded object with the properties that were selected of it."""
    if not select:
        return value
    return {name: each for name, each in value.items() if name in {"@odata.type", *select}}


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _expansions(text: str) -> dict[str, tuple[str, ...]]:
    """Return what is to be expanded, each with the properties selected of it; none means all."""
    return {found["name"]: _names(found["select"] or "") for found in _EXPANSION.finditer(text)}


def _page_size(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= _LARGEST_PAGE:
        raise bad_request(
            f"Invalid page size specified: '{text}'. Must be between 1 and 999 inclusive."
        )
    return int(text)


def _offset(text: str) -> int:
    if not text.isdecimal():
        raise unreadable("The skip token is invalid.")
    return int(text)
