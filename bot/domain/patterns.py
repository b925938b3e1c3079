"""What an administrator wants to find in a reason, as a regular expression.

RE2 reads it, not Python: a requester's text can then not make the search take for ever.
"""

from typing import Any

import re2


def occurs(pattern: str, text: str) -> bool:
    """Whether the text, or a part of it, matches."""
    # Teams may send half of a character, which has no bytes in UTF-8.
    return bool(_compiled(pattern).search(text.encode("utf-8", "replace")))


def wrong_with(pattern: str) -> str | None:
    """What RE2 has against the pattern, in its own words; None if it can be used."""
    try:
        _compiled(pattern)
    except re2.error as error:
        found = error.args[0]
        return found.decode("utf-8", "replace") if isinstance(found, bytes) else str(found)
    return None


def _compiled(pattern: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    return re2.compile(pattern, options)
