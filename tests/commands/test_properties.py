"""What holds for any input."""

from datetime import UTC, date, datetime, time, timedelta
from typing import get_args

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.commands.actions import Action, read_action
from bot.commands.command import Command, Misread, RequestPass
from bot.commands.days import read_day
from bot.commands.form import read_form
from bot.commands.grammar import read_command
from bot.commands.times import When, read_start
from bot.domain.form import Field, Use, Verb
from bot.domain.terms import LONGEST, SHORTEST
from tests.commands.moment import BERLIN, WHEN

# A language's first use is slow once, which says nothing about the text that met it.
slow = settings(max_examples=40)

any_text = st.text(st.characters(codec=None, categories=None))
PIECES = """
    /tap tap help status here <at>Bot</at> <at> </a> <a href='mailto:u@x.y'>u</a> u@x.y Uma --once
    --multi --lifetime --start --reason --lifetime=1h =5 60 1d2h " ' — &nbsp; &amp;lt; in 2h now 9am
    14:30 tomorrow friday 25.11. 2027-03-28 02:30 -08:00 december 1st t z midnight one \u200b
"""
pieces = st.sampled_from(PIECES.split())
texts = any_text | st.lists(pieces | st.text(max_size=5)).map(" ".join)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | texts
json = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8
)
words = st.from_regex(r"[a-z]{1,8}( [a-z]{1,8}){0,3}", fullmatch=True)
invisible = st.sampled_from("\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u202a\u2069")


@given(texts)
@example("tap " * 4_000)
@example("<a href=mailto:x " * 8_000)
@example("[](mailto:" * 8_000)
@example('tap u@x.y --reason "' + '"' * 8_000)
def test_any_text_is_a_command(text: str) -> None:
    assert isinstance(read_command(text, WHEN), get_args(Command))


@given(texts)
def test_any_words_after_a_target_are_a_request_or_misread(text: str) -> None:
    command = read_command(f"tap uma@contoso.com --reason lost {text}", WHEN)

    assert isinstance(command, RequestPass | Misread)


@given(texts)
def test_any_start_is_a_moment_in_utc_or_refused(text: str) -> None:
    start = read_start(text, WHEN)

    assert not isinstance(start, datetime) or start.tzinfo is UTC


@given(st.sampled_from([None, *Verb]) | json, json)
def test_any_json_is_an_action(verb: object, data: object) -> None:
    assert isinstance(read_action(verb, data, WHEN), get_args(Action))


@given(
    st.none() | st.sampled_from(Verb),
    st.dictionaries(st.sampled_from(Field), scalars | st.sampled_from([*Verb, *Use])),
)
def test_any_input_in_our_own_fields_is_an_action(
    verb: Verb | None, data: dict[Field, object]
) -> None:
    assert isinstance(read_action(verb, data, WHEN), get_args(Action))


@given(
    target=words | st.emails(domains=st.just("contoso.com")).filter(lambda a: "&" not in a),
    minutes=st.integers(1, 50_000),
    use=st.sampled_from(Use),
    day=st.dates(date(2026, 11, 25), date(2030, 1, 1)),
    clock=st.times(),
    reason=words,
)
def test_the_form_and_the_text_give_the_same(
    target: str, minutes: int, use: Use, day: date, clock: time, reason: str
) -> None:
    flag = "" if use is Use.DEFAULT else f"--{use}"
    text = f"tap {target} {flag} --start {day} {clock:%H:%M} --reason {reason} --lifetime {minutes}"
    fields = {"target": target, "lifetime": f"{minutes}m", "use": use.value, "reason": reason}

    typed = read_command(text, WHEN)
    filled = read_form(fields | {"date": f"{day}", "time": f"{clock:%H:%M}"}, WHEN)

    if isinstance(typed, Misread):
        assert isinstance(filled, Misread)
        assert filled.refusal == typed.refusal
    else:
        assert filled == typed
        assert SHORTEST <= timedelta(minutes=minutes) <= LONGEST


@given(st.data())
def test_what_cannot_be_seen_changes_nothing(data: st.DataObject) -> None:
    text = "<at>Bot</at> /tap uma@contoso.com --Lifetime 1h30m --once --start in 2h --reason lost"
    typed = text
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(typed)))
        typed = typed[:place] + data.draw(invisible) + typed[place:]

    command = read_command(typed, WHEN)

    assert isinstance(command, RequestPass)
    assert command == read_command(text, WHEN)


@slow
@given(
    st.dates(date(2024, 1, 2), date(2040, 1, 1)),
    st.dates(date(2024, 1, 1), date(2040, 1, 1)),
    st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%B %d, %Y", "%d. %b %Y"]),
)
def test_a_whole_date_is_that_day(today: date, day: date, way: str) -> None:
    text = f"{day:{way}}".lower().replace(",", "")

    assert read_day(text, today) == day


@slow
@given(
    st.dates(date(2024, 1, 2), date(2040, 1, 1)),
    st.integers(0, 364),
    st.sampled_from(["%d.%m.", "%d.%m", "%d %B", "%B %d", "%d. %b"]),
)
def test_a_date_without_a_year_is_the_next_one(today: date, ahead: int, way: str) -> None:
    day = today + timedelta(days=ahead)

    assert read_day(f"{day:{way}}".lower(), today) == day


@slow
@given(st.dates(date(2024, 1, 2), date(2040, 1, 1)), st.integers(1, 7))
def test_a_named_weekday_is_the_first_after_today(today: date, ahead: int) -> None:
    day = today + timedelta(days=ahead)

    assert read_day(f"{day:%A}".lower(), today) == day
    assert read_day(f"{day:%a}".lower(), today) == day


@given(
    today=st.dates(date(2024, 1, 2), date(2040, 1, 1)),
    now=st.times(timezones=st.just(UTC)),
    clock=st.times(),
)
def test_a_clock_alone_is_within_a_day(today: date, now: time, clock: time) -> None:
    when = When(datetime.combine(today, now), BERLIN)

    start = read_start(f"{clock:%H:%M}", when)

    if isinstance(start, datetime):
        assert timedelta(minutes=-1) < start - when.now < timedelta(hours=25)
