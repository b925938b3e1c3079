"""Each catalogue has words for all that the bot says, with the same names and commands in them."""

import ast
import re
from collections.abc import Iterator
from string import Formatter

import pytest
from babel.messages import Message

from tests.messages.catalogues import TRANSLATED, english, entries, forms, in_catalogue, in_code
from tests.messages.catalogues import missing as missing_in
from tests.own_code import OWN, Module, listed

# What a card at 320 px takes without becoming all text, and how much room other languages need.
LONGEST = 320
MORE_THAN_ENGLISH, AND_THEN = 1.7, 16
# What people type, follow or read as a name is the same in every language.
KEPT = re.compile(
    r"/tap(?: (?:help|status|here|pause|resume|cancel|revoke|pending)\b)?|--\w+|https?://\S+"
    r"|\S+@contoso\.com|\b\d+[mhd]\b|Microsoft (?:365|Entra)|Teams"
)
IN_WORDS = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")
SAID_IN = [module for module in OWN if module.name.startswith("bot.messages.")]
CATALOGUES = {language: in_catalogue(language) for language in TRANSLATED}
CODE = in_code()
in_each_language = pytest.mark.parametrize("language", TRANSLATED)


def pairs(language: str) -> Iterator[tuple[str, str]]:
    """The English sentence and its translation, once for each form of the plural."""
    for message in entries(CATALOGUES[language]):
        yield from ((english(message), words) for words in forms(message) if words)


@in_each_language
def test_no_sentence_is_missing(language: str) -> None:
    """`make sentences` writes what is new into the catalogues, where it is to be translated."""
    known = {english(message) for message in entries(CATALOGUES[language])}
    new = [words for message in entries(CODE) if (words := english(message)) not in known]

    missing = [*new, *missing_in(CATALOGUES[language])]

    assert not missing, listed(missing)


@in_each_language
def test_no_sentence_is_stale(language: str) -> None:
    """`make sentences` takes out of the catalogues what is no longer said."""
    said = {english(message) for message in entries(CODE)}

    stale = [english(each) for each in entries(CATALOGUES[language]) if english(each) not in said]

    assert not stale, listed(stale)


@in_each_language
def test_every_translation_names_what_the_sentence_names(language: str) -> None:
    """Only a sentence for one thing may leave the count out."""
    offenders = [
        f"{english(message)} -> {words}"
        for message in entries(CATALOGUES[language])
        for words in forms(message)
        if words and (names(english(message)) ^ names(words)) - may_leave_out(message)
    ]

    assert not offenders, listed(offenders)


@in_each_language
def test_every_translation_keeps_what_is_typed_or_called_by_its_name(language: str) -> None:
    offenders = [
        f"{words} -> {said}" for words, said in pairs(language) if kept(words) != kept(said)
    ]

    assert not offenders, listed(offenders)


@in_each_language
def test_no_translation_is_longer_than_a_card_can_take(language: str) -> None:
    offenders = [
        f"{len(said)} characters instead of {most(words)}: {said}"
        for words, said in pairs(language)
        if len(said) > most(words)
    ]

    assert not offenders, listed(offenders)


@in_each_language
def test_a_translation_begins_and_ends_as_the_sentence_does(language: str) -> None:
    """Capitals and full stops decide whether something stands alone or in a sentence."""
    offenders = [
        f"{words} -> {said}"
        for words, said in pairs(language)
        if (words[-1] in ".:?") != (said[-1] in ".:?") or said != said.strip()
    ]

    assert not offenders, listed(offenders)


def test_all_that_is_said_is_a_sentence_that_can_be_gathered() -> None:
    """Words that are put together from parts, or outside of a Sentence, are never translated."""
    offenders = [
        f"{module.at(line)}: {text}"
        for module in SAID_IN
        for line, text in loose_texts(module)
        if IN_WORDS.search(text)
    ]

    assert not offenders, listed(offenders)


def test_sentences_are_written_in_the_room_of_the_messages_only() -> None:
    elsewhere = [
        module.at(node.lineno)
        for module in OWN
        if module not in SAID_IN and module.name != "cards.kit"
        for node in module.nodes
        if isinstance(node, ast.Name) and node.id == "Sentence" and isinstance(node.ctx, ast.Load)
    ]

    assert not elsewhere, listed(elsewhere)


def names(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def may_leave_out(message: Message) -> set[str]:
    return {"count"} if message.pluralizable else set()


def kept(sentence: str) -> list[str]:
    return sorted(set(KEPT.findall(sentence)))


def most(sentence: str) -> int:
    return min(LONGEST, int(len(sentence) * MORE_THAN_ENGLISH) + AND_THEN)


def is_gathered(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id in {"Sentence", "counted"}


def loose_texts(module: Module) -> Iterator[tuple[int, str]]:
    """The lines and texts that no translator sees: no Sentence's, no docstring, nothing typed."""
    gathered = {
        argument
        for node in module.nodes
        if isinstance(node, ast.Call) and is_gathered(node)
        for argument in node.args
    }
    alone = {node.value for node in module.nodes if isinstance(node, ast.Expr)}
    for node in module.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            is_typed = node.value.startswith(("/", "--"))
            if node not in gathered | alone and not is_typed:
                yield node.lineno, node.value
