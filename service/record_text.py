"""Text of the record on its way to a screen: safe in markdown, in HTML and as plain text (D-21).

Escapes are chosen so that a client that renders markdown shows the text as it was written.
"""

import re

MAX_DETAIL = 60  # characters of one piece of the record in a card's detail
MAX_SUMMARY = 40

_SCHEME = re.compile(r"(?i)(https?|ftp|mailto|xmpp|www)(?=[:.])")
_ADDRESS = re.compile(r"(?<=\w)\.(?=[^\W\d_])|(?<=/)/")  # some renderers link a bare evil.example or //localhost
_LIST = re.compile(r"^(\d*)([-+.])(?!\d)")
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
_MARKDOWN = str.maketrans(
    {c: f"\\{c}" for c in "\\`*_[]#!|~"} | {"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "&#64; "}
)
_MARKUP = re.compile(r"[\\`*_\[\]{}#!|~&@\"]|<(?![ =\d])|>(?![ =\d])")


def markdown(text: str, most: int = MAX_DETAIL) -> str:
    """Text of the record in markdown: no link, image, emphasis or HTML, also not by GFM autolinking.

    Control, bidirectional and invisible characters go, runs of space fold, length is cut.
    """
    broken = _SCHEME.sub(r"\1 ", _cut(text, most))
    return _ADDRESS.sub(r"\\\g<0>", broken.translate(_MARKDOWN))


def first_on_its_line(text: str) -> str:
    """Text of the record with which a line begins: no list, heading or rule starts there."""
    return _LIST.sub(r"\1\\\2", markdown(text))


def plain(text: str) -> str:
    """Text of the record where no markdown is read: what could be markup is left out."""
    return _ADDRESS.sub(" ", _SCHEME.sub(r"\1 ", _MARKUP.sub("", _cut(text, MAX_SUMMARY))))


def _cut(text: str, most: int) -> str:
    short = " ".join(_visible(text[: most * 8]).split())
    return short if len(short) <= most else short[: most - 1].rstrip() + "…"


def _visible(text: str) -> str:
    """Printable characters that take up room; Unicode counts some fillers and selectors as letters or marks."""
    if text.isascii() and text.isprintable():
        return text
    return _UNSEEN.sub(" ", "".join(c if c.isprintable() else " " for c in text))
