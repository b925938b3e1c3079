"""From the text that Teams delivers to the words that a person meant.

Teams clients, pasted text and phone keyboards each leave their marks in a message: mentions,
links around addresses, invisible characters, dashes and quotes that the person did not choose.
"""

import html
import re
from urllib.parse import unquote

from bot.domain.letters import visible

# A command is shorter than this; of a longer one nothing is done.
LONGEST = 4_000

ANY_CASE = re.IGNORECASE
LINK = re.compile(r"""<a\s[^<>]*?href\s*=\s*["']?mailto:([^"'?<>\s]+)[^<>]*>[^<]*</a>""", ANY_CASE)
MARKDOWN_LINK = re.compile(r"\[[^\[\]]*\]\(mailto:([^()?\s]+)[^()]*\)", ANY_CASE)
BREAK = re.compile(r"</?(?:br|p|div|ul|ol|li)(?:\s[^<>]*)?/?>", ANY_CASE)
TAG = re.compile(r"</?(?:at|a|b|i|u|s|em|strong|span|font|code|pre)(?:\s[^<>]*)?/?>", ANY_CASE)
DASH = re.compile(r"(?<!\S)[\u2013\u2014](?=[^\W\d_])")
QUOTES = str.maketrans("\u201c\u201d\u201e\u201f\u2018\u2019\u201a\u201b", "\"\"\"\"''''")
WORD = re.compile(r'(?:[^\s"]|"[^"]*(?:"|$))+')


def plain(text: str | None) -> str:
    """Return what the person typed: no markup, only plain characters.

    A mention leaves its name, a link to an address leaves the address.
    """
    text = tidy(text or "")
    text = LINK.sub(_address, MARKDOWN_LINK.sub(_address, text))
    text = TAG.sub("", BREAK.sub(" ", text))
    text = tidy(html.unescape(text)).replace("mailto:", "")
    # A phone turns the two hyphens of an option into one long dash.
    return DASH.sub("--", text)


def tidy(text: str) -> str:
    """Return `text` with straight quotes, single spaces, and nothing that cannot be seen."""
    return visible(text[:LONGEST].translate(QUOTES))


def split(text: str) -> list[str]:
    """Return the words of `text`; only `"` quotes, and an unclosed quote takes the rest."""
    return [word.replace('"', "") for word in WORD.findall(text)]


def shorten(text: str, longest: int = 60) -> str:
    """Return `text` short enough to be named in a sentence."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _address(link: re.Match[str]) -> str:
    return unquote(link[1])
