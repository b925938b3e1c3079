"""One answer for each way in which words make no request: what is wrong, and how to write it."""

from dataclasses import fields

from bot.domain import misreadings as no
from bot.domain.misreadings import Misreading
from bot.messages.language import Sentence
from bot.messages.quoting import quoted

# What a person wrote is in quotes; the rest are our own words, and what is to be copied.
_QUOTED = {"word", "text", "name"}

_SENTENCES: dict[type[Misreading], Sentence] = {
    no.UnknownWord: Sentence("{word} is not known here. Type /tap help to see what is."),
    no.MissingValue: Sentence("Something is missing after {option}. Type /tap help for examples."),
    no.OptionTwice: Sentence("{option} stands there twice. Please give it once."),
    no.Contradiction: Sentence(
        "--once and --multi contradict each other. Please choose one of them."
    ),
    no.NotALifetime: Sentence("{text} is not a lifetime. Please write it like 90m, 8h or 1d."),
    no.NotATime: Sentence(
        "{text} is not a time that the bot understands. Please write it like 2026-12-24 09:00."
    ),
    no.TimeSkipped: Sentence(
        "{text} does not exist in {zone}: the clocks go forward over it. "
        "Please choose another time."
    ),
    no.TimeTwice: Sentence(
        "{text} comes twice in {zone}: the clocks go back over it. Please choose another time."
    ),
    no.NotUnderstood: Sentence(
        "This button or form no longer works. Type /tap alone for a new form."
    ),
    no.NoTarget: Sentence("Please say whom the pass is for, for example /tap user@contoso.com."),
    no.TooManyTargets: Sentence(
        "{count} people are too many at once. Please name at most {most} of them."
    ),
    no.TargetTwice: Sentence("{name} stands there twice. Please name each person once."),
    no.BotMentioned: Sentence(
        "The bot itself cannot get a pass. "
        "Please say whom the pass is for, for example /tap user@contoso.com."
    ),
    no.MentionWithoutId: Sentence(
        "Teams does not tell the bot who {name} is. "
        "Please type the sign-in address instead, such as user@contoso.com."
    ),
    no.MentionUnclear: Sentence(
        "More than one person is mentioned as {name}. "
        "Please type their sign-in addresses instead, such as user@contoso.com."
    ),
    no.NoRequestId: Sentence(
        "Please say which request: /tap {command} and its id. "
        "Type /tap status to see your requests."
    ),
    no.CmdletNotUnderstood: Sentence(
        "{word} is not understood here, where no PowerShell is run. Please type {instead} instead."
    ),
    no.MessageTooLong: Sentence(
        "The message is too long. Please use at most {longest} characters."
    ),
}

_NEAREST = Sentence("{word} is not known here. Perhaps you meant {nearest}.")


def misreading(refused: Misreading) -> str:
    """The sentence for one misreading. A type without words is a defect, and a KeyError."""
    said = {each.name: getattr(refused, each.name) for each in fields(refused)}
    shown = {name: quoted(each) if name in _QUOTED else each for name, each in said.items()}
    sentence = _NEAREST if said.get("nearest") else _SENTENCES[type(refused)]
    return sentence.format(**shown)
