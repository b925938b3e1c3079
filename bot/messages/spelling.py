"""A code as it is read out over the phone, one character after the other.

Each catalogue has the words that people in its language spell with on the phone: in English those
of NATO, in German the towns of DIN 5009, in French and Spanish the customary names. A caller who
has lost a phone need not know any alphabet to hear which letter such a word begins with.
"""

from bot.messages.language import Sentence

_DASH = " \N{EN DASH} "
_SMALL = Sentence("small {letter}")
_CAPITAL = Sentence("capital {letter}")
_LETTERS = {
    "a": Sentence("alfa"),
    "b": Sentence("bravo"),
    "c": Sentence("charlie"),
    "d": Sentence("delta"),
    "e": Sentence("echo"),
    "f": Sentence("foxtrot"),
    "g": Sentence("golf"),
    "h": Sentence("hotel"),
    "i": Sentence("india"),
    "j": Sentence("juliett"),
    "k": Sentence("kilo"),
    "l": Sentence("lima"),
    "m": Sentence("mike"),
    "n": Sentence("november"),
    "o": Sentence("oscar"),
    "p": Sentence("papa"),
    "q": Sentence("quebec"),
    "r": Sentence("romeo"),
    "s": Sentence("sierra"),
    "t": Sentence("tango"),
    "u": Sentence("uniform"),
    "v": Sentence("victor"),
    "w": Sentence("whiskey"),
    "x": Sentence("x-ray"),
    "y": Sentence("yankee"),
    "z": Sentence("zulu"),
}
_DIGITS_AND_SIGNS = {
    "0": Sentence("zero"),
    "1": Sentence("one"),
    "2": Sentence("two"),
    "3": Sentence("three"),
    "4": Sentence("four"),
    "5": Sentence("five"),
    "6": Sentence("six"),
    "7": Sentence("seven"),
    "8": Sentence("eight"),
    "9": Sentence("nine"),
    "!": Sentence("exclamation mark"),
    '"': Sentence("double quotation mark"),
    "#": Sentence("hash"),
    "$": Sentence("dollar sign"),
    "%": Sentence("percent sign"),
    "&": Sentence("ampersand"),
    "'": Sentence("apostrophe"),
    "(": Sentence("opening bracket"),
    ")": Sentence("closing bracket"),
    "*": Sentence("asterisk"),
    "+": Sentence("plus sign"),
    ",": Sentence("comma"),
    "-": Sentence("hyphen"),
    ".": Sentence("full stop"),
    "/": Sentence("slash"),
    ":": Sentence("colon"),
    ";": Sentence("semicolon"),
    "<": Sentence("less-than sign"),
    "=": Sentence("equals sign"),
    ">": Sentence("greater-than sign"),
    "?": Sentence("question mark"),
    "@": Sentence("at sign"),
    "[": Sentence("opening square bracket"),
    "\\": Sentence("backslash"),
    "]": Sentence("closing square bracket"),
    "^": Sentence("caret"),
    "_": Sentence("underscore"),
    "`": Sentence("backtick"),
    "{": Sentence("opening curly bracket"),
    "|": Sentence("vertical bar"),
    "}": Sentence("closing curly bracket"),
    "~": Sentence("tilde"),
}


def spelled(code: str) -> tuple[str, ...]:
    """One phrase for each character, as in: capital N, November; 7, seven; +, plus sign.

    A character that is not in printable ASCII is given back as it is.
    """
    return tuple(_spoken(character) for character in code)


def _spoken(character: str) -> str:
    if word := _LETTERS.get(character):
        return f"{_SMALL.format(letter=character)}{_DASH}{word}"
    if word := _LETTERS.get(character.lower()):
        return f"{_CAPITAL.format(letter=character)}{_DASH}{str(word).capitalize()}"
    word = _DIGITS_AND_SIGNS.get(character)
    return f"{character}{_DASH}{word}" if word else character
