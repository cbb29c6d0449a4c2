"""How a chart is cited: English author-date, GB/T 7714—2015, BibTeX."""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal

from charts.caption import source_line
from charts.chart import Chart
from data.period import period
from data.schema import Language
from i18n import say
from i18n.format import day

Style = Literal["en", "gbt7714", "bibtex"]
STYLES: tuple[Style, ...] = ("en", "gbt7714", "bibtex")

_LATEX = {
    "\\": r"{\textbackslash}",
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "^": r"{\textasciicircum}",
    "~": r"{\textasciitilde}",
    **{sign: f"\\{sign}" for sign in "%&#$_"},
}
"""BibTeX counts even an escaped brace, so a lone one must become a command."""


def citation(chart: Chart, style: Style, accessed: dt.date) -> str:
    """Return how `chart` is cited in `style`, read on `accessed`: finding, what is drawn, versions and the sources beneath it.

    The finding keeps the chart's language; the words around it are English, but Chinese in GB/T 7714 for a Chinese chart.
    """
    return {"en": _english, "gbt7714": _gbt7714, "bibtex": _bibtex}[style](chart, accessed)


def _english(chart: Chart, accessed: dt.date) -> str:
    author = f"{say('citation.publisher', 'en')} ({_year(chart, accessed)})"
    access = say("citation.accessed", "en", date=day(accessed, "en"))
    what = (f"“{_sentence(chart.title)}”", _sentence(chart.subtitle))
    parts = (author, *what, *_versions(chart, "en"), access, source_line(chart.caption.sources, "en"))
    return ". ".join(part for part in parts if part)


def _gbt7714(chart: Chart, accessed: dt.date) -> str:
    title = ": ".join(part for part in (_sentence(chart.title), _sentence(chart.subtitle)) if part)
    version = chart.caption.data_version
    stamped = period(version)
    updated = f"({version})" if stamped and stamped.text == version and stamped.precision == "day" else ""
    parts = (
        say("citation.publisher", chart.language),
        f"{title}[DB/OL]",
        f"{updated}[{accessed.isoformat()}]",
        ". ".join(_versions(chart, chart.language)),
        source_line(chart.caption.sources, chart.language),
    )
    return ". ".join(part for part in parts if part)


def _bibtex(chart: Chart, accessed: dt.date) -> str:
    note = (_sentence(chart.subtitle), *_versions(chart, "en"), _sentence(source_line(chart.caption.sources, "en")))
    fields = {
        "author": "{" + say("citation.publisher", "en") + "}",
        "title": "{" + _latex(_sentence(chart.title)) + "}",
        "year": str(_year(chart, accessed)),
        "note": _latex(". ".join(part for part in note if part)),
        "urldate": accessed.isoformat(),
    }
    key = re.sub(r"[^A-Za-z0-9]+", "-", f"suanli {chart.file_stem}").strip("-")
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{{key},\n{lines}}}"


def _versions(chart: Chart, language: Language) -> tuple[str, ...]:
    data, method = chart.caption.data_version, chart.caption.method
    return (
        *((say("citation.data_version", language, data=data),) if data else ()),
        *((say("citation.method_version", language, method=method),) if method else ()),
    )


def _year(chart: Chart, accessed: dt.date) -> int:
    """The data's year where its version begins with one, else the year of reading."""
    found = re.match(r"(?:19|20)\d\d(?!\d)", chart.caption.data_version)
    return int(found.group()) if found else accessed.year


def _sentence(text: str) -> str:
    """One line without its full stop, which each style sets itself."""
    return " ".join(text.split()).rstrip(".。")


def _latex(text: str) -> str:
    return "".join(_LATEX.get(sign, sign) for sign in text)
