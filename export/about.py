"""All that must travel with a chart beside its drawing, as (name, text) in the reader's language."""

from __future__ import annotations

import datetime as dt

from charts.chart import Chart
from data.schema import Language
from i18n import has, say
from i18n.format import day


def about(chart: Chart, accessed: dt.date) -> list[tuple[str, str]]:
    """Return finding, what is drawn, source line, notes, filters, marked events and versions; what is empty is left out."""
    caption, language = chart.caption, chart.language
    colon = say("export.colon", language)
    said = (
        ("finding", chart.title),
        ("drawn", chart.subtitle),
        ("sources", caption.source_line),
        ("notes", "\n".join(caption.notes)),
        ("filters", "\n".join(_filter(*pair, language) for pair in caption.filters.items()) or say("export.no_filters", language)),
        ("marks", "\n".join(f"{_place(mark.x, language)}{colon}{mark.label}" for mark in chart.encoding.marks)),
        ("data_version", caption.data_version),
        ("method", caption.method),
        ("exported", day(accessed, language)),
    )
    return [(say(f"export.{code}", language), text) for code, text in said if text]


def citations(chart: Chart, accessed: dt.date) -> list[tuple[str, str]]:
    """Return the citation in each style, as (name of the style, text)."""
    return [(say(f"citation.style_{style}", chart.language), chart.citation(style, accessed)) for style in ("en", "gbt7714", "bibtex")]


def _filter(name: str, choice: str, language: Language) -> str:
    """A filter in words; a name or choice of the data itself stays as it is."""
    named = say(f"view.{name}", language) if has(f"view.{name}") else name
    chosen = say(f"view.{name}_{choice}", language) if has(f"view.{name}_{choice}") else choice
    return say("view.filter", language, name=named, value=chosen)


def _place(x: object, language: Language) -> str:
    return day(x, language) if isinstance(x, dt.date) else str(x)
