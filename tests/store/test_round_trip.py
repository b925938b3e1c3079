"""Whatever a request is made of comes back as it went in."""

import uuid
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import RowMapping
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import StatementError

from bot.domain.audit import Change, Event, Happened
from bot.domain.brief import Brief
from bot.domain.demands import Approvers, Demands, How, Verify
from bot.domain.people import Person
from bot.domain.request import Approval, Claim, Message, Request, State, Why
from bot.domain.terms import Pass, Terms, Usability
from bot.store.dialects import Instant
from bot.store.rows import request_of, row_of
from bot.store.sql_store import SqlStore
from bot.store.tables import requests
from tests.store.stories import opened

# PostgreSQL's text has no NUL, and half a surrogate is no text at all.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
instants = st.datetimes(
    datetime(1900, 1, 1),  # noqa: DTZ001 - the zone is added below
    datetime(9000, 1, 1),  # noqa: DTZ001 - the zone is added below
    timezones=st.just(UTC),
)
people = st.builds(Person, texts, texts, texts)
messages = st.builds(Message, texts, texts, texts)
spans = st.timedeltas(timedelta(), timedelta(days=400))
claims = st.builds(
    Claim, st.none() | messages, instants, instants, st.frozensets(texts, max_size=3)
)
passes = st.builds(
    Pass, texts, instants, instants, spans, st.booleans(), st.sampled_from(Usability)
)
given_approvals = st.builds(Approval, people, st.none() | st.sampled_from(How))
some_ids = st.frozensets(texts, max_size=3)
demands = st.builds(
    Demands,
    st.builds(Approvers, some_ids, st.booleans(), some_ids),
    st.integers(1, 5),
    st.sampled_from(Verify),
    texts,
)
tried: dict[str, Any] = {
    "id": st.builds(lambda: uuid.uuid4().hex),
    "requester": people,
    "target": st.builds(Person, st.builds(lambda: uuid.uuid4().hex), texts, texts),
    "terms": st.builds(Terms, st.none() | spans, st.none() | st.booleans(), st.none() | instants),
    "reason": st.none() | texts,
    "state": st.sampled_from(State),
    "why": st.sampled_from(Why),
    "created": instants,
    "lapses": instants,
    "changed": instants,
    "due": st.none() | instants,
    "version": st.integers(0, 2**31 - 1),
    "approvals": st.lists(given_approvals, max_size=3, unique_by=lambda one: one.by.id).map(tuple),
    "batch_id": st.none() | texts,
    "brief": st.builds(
        Brief,
        demands,
        st.none() | people,
        st.lists(texts, max_size=3).map(tuple),
        st.none() | passes,
        st.none() | instants,
        st.none() | instants,
        st.none() | spans,
    ),
    "confirmed_by": st.none() | people,
    "reminded": st.integers(0, 100),
    "decided_by": st.none() | people,
    "note": st.none() | texts,
    "claim": st.none() | claims,
    "made": st.none() | passes,
    "hide_at": st.none() | instants,
    "hidden": st.booleans(),
    "earlier_id": st.none() | texts,
    "reference": st.none() | texts,
}
any_request = st.builds(Request, **tried).map(
    lambda request: replace(request, due=None) if request.final else request
)
ASKED = Event(Happened.REQUESTED)
by_the_database = settings(
    max_examples=40,
    # The examples share one database: each has a request id and a target of its own.
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@by_the_database
@given(request=any_request)
async def test_any_request_is_found_as_it_was_opened(store: SqlStore, request: Request) -> None:
    await store.open(lambda _now: Change(request, ASKED))

    assert await store.get(request.id) == request


@by_the_database
@given(becomes=any_request)
async def test_any_request_is_found_as_it_was_changed(store: SqlStore, becomes: Request) -> None:
    was = await opened(store, target=becomes.target)
    wanted = replace(becomes, id=was.id, version=was.version + 1, state=was.state)

    await store.change(was.id, lambda _was, _now: Change(wanted, ASKED))

    assert await store.get(was.id) == wanted


async def test_a_time_of_another_zone_comes_back_in_utc(store: SqlStore) -> None:
    in_helsinki = datetime(2026, 7, 1, 1, 30, tzinfo=timezone(timedelta(hours=3)))

    request = await opened(store, terms=Terms(start=in_helsinki))

    found = await store.get(request.id)
    assert found is not None
    assert found.terms.start == in_helsinki
    assert str(found.terms.start) == "2026-06-30 22:30:00+00:00"


async def test_a_time_without_a_zone_is_not_stored(store: SqlStore) -> None:
    with pytest.raises(StatementError, match="no zone"):
        await opened(store, created=datetime(2026, 7, 1))  # noqa: DTZ001 - this is what must fail

    assert (await store.events(1)) == ()


@given(one=instants, other=instants)
def test_times_sort_as_text_on_sqlite(one: datetime, other: datetime) -> None:
    kept = [str(Instant().process_bind_param(time, sqlite.dialect())) for time in (one, other)]

    assert (one < other) == (kept[0] < kept[1])
    assert {len(text) for text in kept} == {27}


@given(request=any_request)
def test_a_row_has_all_of_a_request_but_its_approvals(request: Request) -> None:
    row = row_of(request)

    assert set(row) == set(requests.c.keys())
    assert request_of(cast(RowMapping, row), request.approvals) == request


def test_every_field_of_a_request_is_tried_here() -> None:
    """A field added later must be added to `any_request`, or its loss would not be noticed."""
    assert set(tried) == {field.name for field in fields(Request)}
