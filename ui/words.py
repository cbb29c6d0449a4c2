"""Words that come out of data or a file: Streamlit would read them as Markdown, which loads pictures and runs into links."""

import re

_SIGNS = frozenset("\\`*_{}[]()#+-.!|<>$~:&")
_JOINER = "\u2060"
"""Word joiner: no width, no break. What Streamlit looks for after the escapes are gone is kept apart by it."""
_AFTERWARDS = re.compile(
    r"(?<=:)(?=//|material/|streamlit:)|(?<=@)(?=[-\w])|\bwww(?=\.)|(?<=[-<])(?=-)|(?<=-)(?=>)|(?<=<)(?==)|(?<==)(?=>)|(?<=>)(?==)",
    re.IGNORECASE,
)
"""Where links, icons and arrows would be made of plain text."""


def literal(text: str) -> str:
    """Return `text` so that Markdown shows it as it stands."""
    apart = _AFTERWARDS.sub(lambda found: found[0] + _JOINER, text)
    return "".join("\\" + sign if sign in _SIGNS else sign for sign in apart)
