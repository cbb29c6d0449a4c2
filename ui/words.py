"""Words that come out of data or a file: Streamlit would read them as Markdown, which loads pictures and runs into links."""

_SIGNS = frozenset("\\`*_{}[]()#+-.!|<>$~:&")


def literal(text: str) -> str:
    """Return `text` so that Markdown shows it as it stands."""
    return "".join("\\" + sign if sign in _SIGNS else sign for sign in text)
