"""Words from outside, made fit to be kept, shown and logged: nothing that cannot be seen."""

import unicodedata

# Entra's limit for a display name; UPNs are shorter.
LONGEST_NAME = 256


def visible(text: str) -> str:
    """Return `text` with single spaces, and without what has no shape of its own."""
    return " ".join("".join(map(_visible, text)).split())


def shown_name(name: str) -> str:
    """A name as cards and records may hold it; empty if nothing of it can be seen."""
    return visible(name[: 2 * LONGEST_NAME])[:LONGEST_NAME].rstrip()


def _visible(character: str) -> str:
    if character.isspace():
        return " "
    # Format and control characters, and halves of characters that no store would take.
    return "" if unicodedata.category(character) in {"Cf", "Cc", "Cs"} else character
