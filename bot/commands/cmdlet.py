"""The PowerShell cmdlet that this bot replaces, pasted as it stands → the same wish as in `/tap`.

Nothing is executed: strict patterns read the parameters that the cmdlet has, and whatever else
stands there is refused, with the same in `/tap` words as far as it was understood.
Source: pnp/powershell, NewEntraIDUserTemporaryAccessPass.cs; its documentation spells one
parameter in another way than its code, and both are known here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.commands.lifetime import read_lifetime
from bot.commands.mentions import Marked
from bot.commands.powershell_time import DASH, read_moment
from bot.commands.target import read_targets
from bot.commands.times import When, read_start
from bot.commands.wish import Wish
from bot.commands.words import shorten
from bot.domain.form import Use
from bot.domain.misreadings import CmdletNotUnderstood, NoTarget

# `/tap` before it changes nothing; within an option of `/tap` it is only a word.
PASTED = re.compile(rf"(?!/?tap )|/?tap (?:Get|New){DASH}PnP", re.IGNORECASE)
CMDLET = re.compile(rf"New{DASH}PnP(?:EntraID|AzureAD)UserTemporaryAccessPass(?!\w)", re.IGNORECASE)
PERSON = re.compile(
    rf"(?:/?tap )?(?P<name>Get{DASH}PnP(?:EntraID|AzureAD)User) (?P<said>[^|]+) ?\|", re.IGNORECASE
)
VALUE = rf"""(?:
    '(?:[^']|'')*' | "[^"$`]*"
    | \(?\(Get{DASH}Date\)(?:\.[a-z]+\([^()]*\))*\)?
    | \$(?:true|false)
    | -?[0-9][^\s'"|()<>;&`]* | [^\s'"|()<>;&`$@{{}}\-\u2010-\u2015][^\s'"|()<>;&`]*
)"""
PARAMETER = re.compile(
    rf"""{DASH}{{1,2}}(?P<name>[a-z]+)
    (?:(?P<gap>:[ ]?|[ ]) (?: (?P<value>{VALUE}) | (?P<other>[^\s|\-]\S*) ) )? (?=[ ]|$)""",
    re.IGNORECASE | re.VERBOSE,
)
STRAY = re.compile(r".(?:(?! -{1,2}[a-z]).)*", re.IGNORECASE)
USES = {"$true": Use.ONCE, "$false": Use.MULTI}
ANYBODY = "user@contoso.com"


class Parameter(StrEnum):
    IDENTITY = "Identity"
    START = "StartDateTime"
    LIFETIME = "LifeTimeInMinutes"
    ONCE = "IsUsableOnce"


KNOWN = {each.lower(): each for each in Parameter} | {"isuseableonce": Parameter.ONCE}


@dataclass(slots=True)
class _Heard:
    """What was understood, each parameter's value without its quotes, and what was not."""

    marked: Marked
    when: When
    values: dict[Parameter, str] = field(default_factory=dict)
    strays: list[str] = field(default_factory=list)

    def hear(self, text: str, known: set[Parameter]) -> None:
        for part in _parts(text):
            if isinstance(part, str):
                self.strays.append(part)
                continue
            parameter = KNOWN.get(part["name"].lower())
            value = self._value(parameter, part) if parameter in known else None
            if parameter is None or value is None or parameter in self.values:
                self.strays.append(part[0])
            else:
                self.values[parameter] = value

    def _value(self, parameter: Parameter | None, part: re.Match[str]) -> str | None:
        """What the parameter is set to; None where the cmdlet takes no such value."""
        said: str | None = part["value"]
        if parameter is Parameter.ONCE:
            return _switched(said, part["gap"], part["other"])
        if said is None or said.startswith("$"):
            return None
        value = self.marked.word(_unquoted(said))
        match parameter:
            case Parameter.START:
                return read_moment(value, self.when)
            case Parameter.IDENTITY:
                one = read_targets([value])
                return one[0] if isinstance(one, tuple) and len(one) == 1 else None
            case _:
                return str(value)


def names_cmdlet(text: str) -> bool:
    """Whether `text` is no command of `/tap` but has to do with the cmdlet."""
    return bool(PASTED.match(text) and CMDLET.search(text))


def _parts(text: str) -> Iterator[re.Match[str] | str]:
    """The parameters, and between them the text that is none."""
    end = 0
    while found := PARAMETER.match(text, end) or STRAY.match(text, end):
        yield found if found.re is PARAMETER else found[0]
        end = found.end()
        end += text[end : end + 1] == " "


def _switched(said: str | None, gap: str | None, other: str | None) -> str | None:
    if said is None:
        return "$true" if other is None else None
    # A switch takes its value after a colon only.
    value = said.lower()
    return value if value in USES and gap != " " else None


def _unquoted(said: str) -> str:
    if said[0] == "'":
        return said[1:-1].replace("''", "'")
    return said[1:-1] if said[0] == '"' else said


def read_cmdlet(marked: Marked, when: When) -> Wish:
    """Return what a text that names the cmdlet wishes for; in `wrong` what was not understood."""
    before, after = map(str.strip, CMDLET.split(marked.text, maxsplit=1))
    heard = _Heard(marked, when)
    if person := PERSON.fullmatch(before):
        heard.hear(person["said"], {Parameter.IDENTITY})
        if Parameter.IDENTITY not in heard.values:
            heard.strays.append(person["name"])
    elif before.lower() not in {"", "tap", "/tap"}:
        heard.strays.append(before)
    heard.hear(after, {*Parameter})
    return _wish(heard)


def _wish(heard: _Heard) -> Wish:
    identity = heard.values.get(Parameter.IDENTITY)
    wish = Wish(
        targets=(identity,) if identity else (),
        lifetime=heard.values.get(Parameter.LIFETIME, ""),
        use=USES.get(heard.values.get(Parameter.ONCE, ""), Use.DEFAULT),
        start=heard.values.get(Parameter.START, ""),
    )
    if heard.strays:
        stray = shorten(str(heard.marked.word(heard.strays[0])))
        instead = _in_tap_words(wish, heard.when)
        return replace(wish, wrong=(CmdletNotUnderstood(stray, instead),))
    return wish if identity else replace(wish, wrong=(NoTarget(),))


def _in_tap_words(wish: Wish, when: When) -> str:
    """The same for `/tap`, as far as it makes sense there."""
    words = ["/tap", *(wish.targets or (ANYBODY,))]
    if isinstance(read_lifetime(wish.lifetime), timedelta):
        words.append(f"--lifetime {wish.lifetime}")
    if wish.use is not Use.DEFAULT:
        words.append(f"--{wish.use}")
    if isinstance(read_start(wish.start, when), datetime):
        words.append(f"--start {wish.start}")
    return " ".join(words)
