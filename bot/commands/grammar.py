"""What may be typed: `/tap` alone, or with a command, or <targets> [--options]; or the cmdlet."""

from collections.abc import Callable, Collection, Sequence

from bot.commands.actions import REQUEST_ID
from bot.commands.cmdlet import names_cmdlet, read_cmdlet
from bot.commands.command import (
    CancelRequest,
    Command,
    Misread,
    Pause,
    RequestPass,
    Resume,
    RevokePass,
    SetRoom,
    ShowForm,
    ShowHelp,
    ShowPending,
    ShowStatus,
)
from bot.commands.mentions import Marked, Mention, mark
from bot.commands.options import Option, sort_words, unknown
from bot.commands.target import read_targets
from bot.commands.times import When
from bot.commands.wish import Wish, read_wish
from bot.commands.words import LONGEST
from bot.domain.form import Filled, Use
from bot.domain.misreadings import MessageTooLong, NoRequestId
from bot.domain.refusals import NoSuchRequest, Refusal

NAMES = frozenset({"tap", "/tap"})
HELP = frozenset({"help", "--help", "-h", "?"})
ONE_WORD: dict[str, Command] = {
    "here": SetRoom(),
    "pause": Pause(),
    "resume": Resume(),
    "pending": ShowPending(),
}
OF_ONE_REQUEST: dict[str, Callable[[str], Command]] = {
    "cancel": CancelRequest,
    "revoke": RevokePass,
}


def read_command(text: str | None, when: When, mentions: Collection[Mention] = ()) -> Command:
    """Return what `text`, as Teams delivers it, asks for. What is no command asks for help.

    `mentions` are those that the activity tells of. Any other in the text names nobody.
    """
    text = (text or "").strip()
    command = _read(mark(text, mentions), when)
    # Of a text that was cut nobody knows how it goes on.
    if len(text) > LONGEST and not isinstance(command, ShowHelp | Misread):
        return Misread(MessageTooLong(LONGEST), Filled())
    return command


def _read(marked: Marked, when: When) -> Command:
    if names_cmdlet(marked.text):
        return read_wish(read_cmdlet(marked, when), when)
    match marked.words():
        case [name, *words] if name.lower() in NAMES:
            return _read_words(words, when)
        case _:
            return ShowHelp()


def _read_words(words: list[str], when: When) -> Command:
    first = words[0].lower() if words else None
    if first is None:
        return ShowForm(Filled())
    if first in HELP:
        return ShowHelp()
    if first == "status":
        return _none(words[2:]) or ShowStatus(str(words[1]) if words[1:] else None)
    if first in ONE_WORD:
        return _none(words[1:]) or ONE_WORD[first]
    if first in OF_ONE_REQUEST:
        return _none(words[2:]) or _of_one_request(first, words[1:])
    return _read_request(words, when)


def _none(further: Sequence[str]) -> Misread | None:
    return Misread(unknown(further[0]), Filled()) if further else None


def _of_one_request(command: str, words: Sequence[str]) -> Command:
    if not any(words):
        return Misread(NoRequestId(command), Filled())
    if not REQUEST_ID.fullmatch(words[0]):
        return Misread(NoSuchRequest(), Filled())
    return OF_ONE_REQUEST[command](words[0])


def _read_request(words: list[str], when: When) -> RequestPass | Misread:
    heard = sort_words(words)
    targets = read_targets(heard.target)
    wrong = (targets,) if isinstance(targets, Refusal) else ()
    wish = Wish(
        targets=() if isinstance(targets, Refusal) else targets,
        lifetime=heard.values.get(Option.LIFETIME, ""),
        use=_use(heard.values.keys()),
        start=heard.values.get(Option.START, ""),
        reason=heard.values.get(Option.REASON, ""),
        wrong=(*heard.wrong, *wrong),
    )
    return read_wish(wish, when)


def _use(options: Collection[Option]) -> Use:
    if (Option.ONCE in options) == (Option.MULTI in options):
        return Use.DEFAULT
    return Use.ONCE if Option.ONCE in options else Use.MULTI
