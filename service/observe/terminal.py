"""Text of records and clients without anything a terminal would obey."""

import unicodedata

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
KEPT = "\n\t"
CONTROLLING = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Categories of characters that steer instead of being seen: controls, escapes, direction marks, half characters."""


def clean(text: str) -> str:
    """The text with a sign for every character that would steer the terminal."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    return "".join(c if c in KEPT or unicodedata.category(c) not in CONTROLLING else REPLACEMENT for c in text)
