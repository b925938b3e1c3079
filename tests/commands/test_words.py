import pytest

from bot.commands.words import LONGEST, plain, shorten, split, tidy


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (None, ""),
        ("", ""),
        ("/tap uma@contoso.com", "/tap uma@contoso.com"),
        # Links
        ('tap <a href="mailto:uma@contoso.com">Uma Tester</a>', "tap uma@contoso.com"),
        ("tap <a href='mailto:uma@contoso.com'>uma@contoso.com</a>", "tap uma@contoso.com"),
        ('tap <A class="x" HREF="mailto:uma@contoso.com?subject=a">Uma</A>', "tap uma@contoso.com"),
        ('tap <a href="mailto:uma%2Bnew@contoso.com">Uma</a>', "tap uma+new@contoso.com"),
        ('tap <a href="https://contoso.com">uma@contoso.com</a>', "tap uma@contoso.com"),
        ("tap [uma@contoso.com](mailto:uma@contoso.com)", "tap uma@contoso.com"),
        ("tap [Uma](mailto:uma@contoso.com?subject=a) --once", "tap uma@contoso.com --once"),
        ("tap mailto:uma@contoso.com", "tap uma@contoso.com"),
        ("tap Uma Tester <uma@contoso.com>", "tap Uma Tester <uma@contoso.com>"),
        # Other markup and entities
        ("<p>tap <b>uma</b>@contoso.com</p>", "tap uma@contoso.com"),
        ("tap uma@contoso.com<br/>--once", "tap uma@contoso.com --once"),
        ("<div>tap</div><div>help</div>", "tap help"),
        ("tap O&#39;Brien", "tap O'Brien"),
        ("tap --reason &quot;R&amp;D&quot;", 'tap --reason "R&D"'),
        ("tap --reason &amp;lt;b&amp;gt;", "tap --reason &lt;b&gt;"),
        ("tap --reason &lt;b&gt;", "tap --reason <b>"),
        ("tap --reason 1 < 2 > 0", "tap --reason 1 < 2 > 0"),
        # Characters
        ("/t\u200bap\u200d \ufeffhelp\u2060", "/tap help"),
        ("/tap \u202auma@contoso.com\u202c", "/tap uma@contoso.com"),
        ("/tap \u2066uma@contoso.com\u2069\u200e\u200f", "/tap uma@contoso.com"),
        ("/tap u\u00adma@contoso.com", "/tap uma@contoso.com"),
        ("/tap &zwnj;help", "/tap help"),
        ("/tap he\x00lp\x07", "/tap help"),
        ("/tap he\ud800lp", "/tap help"),
        ("tap\u00a0help\u00a0", "tap help"),
        ("tap\u202fhelp\u3000now", "tap help now"),
        ("\r\ntap help\r\n", "tap help"),
        ("tap\n\thelp", "tap help"),
        ("tap uma@contoso.com \u2014once", "tap uma@contoso.com --once"),
        ("tap uma@contoso.com \u2013once", "tap uma@contoso.com --once"),
        ("tap uma@contoso.com &mdash;once", "tap uma@contoso.com --once"),
        (
            "tap uma --reason lost \u2014 9\u201317 \u20145",
            "tap uma --reason lost \u2014 9\u201317 \u20145",
        ),
        ("tap uma --reason phone\u2014lost", "tap uma --reason phone\u2014lost"),
        ("tap \u201cUma Tester\u201d", 'tap "Uma Tester"'),
        ("tap \u201eUma Tester\u201c", 'tap "Uma Tester"'),
        ("tap o\u2019brien@contoso.com", "tap o'brien@contoso.com"),
    ],
)
def test_text_from_teams_becomes_what_was_typed(text: str | None, meant: str) -> None:
    assert plain(text) == meant


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("tap  uma", ["tap", "uma"]),
        ('tap "Uma Tester" --once', ["tap", "Uma Tester", "--once"]),
        ('--reason="lost phone" x', ["--reason=lost phone", "x"]),
        ("o'brien@x.y it's", ["o'brien@x.y", "it's"]),
        ('a ""', ["a", ""]),
        ('a "b c --once', ["a", "b c --once"]),
        ('a"b c"d e', ["ab cd", "e"]),
        ("a\\ b #c", ["a\\", "b", "#c"]),
    ],
)
def test_only_double_quotes_hold_words_together(text: str, words: list[str]) -> None:
    assert split(text) == words


def test_what_no_command_is_long_enough_for_is_cut() -> None:
    assert len(tidy("u" * 2 * LONGEST)) == LONGEST


def test_a_long_word_is_shortened_for_a_sentence_and_a_short_one_is_not() -> None:
    assert shorten("x" * 99) == "x" * 59 + "…"
    assert shorten("x" * 60) == "x" * 60
