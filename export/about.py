"""All that must travel with a chart beside its drawing, as (name, text) in the reader's language."""

from __future__ import annotations

import datetime as dt

from charts.chart import Chart
from i18n import say
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
        ("filters", "\n".join(f"{name}{colon}{text}" for name, text in caption.filters.items()) or say("export.no_filters", language)),
        ("marks", "\n".join(f"{_place(mark.x, language)}{colon}{mark.label}" for mark in chart.encoding.marks)),
        ("data_version", caption.data_version),
        ("method", caption.method),
        ("exported", day(accessed, language)),
    )
    return [(say(f"export.{code}", language), text) for code, text in said if text]


def citations(chart: Chart, accessed: dt.date) -> list[tuple[str, str]]:
    """Return the citation in each style, as (name of the style, text)."""
    return [(say(f"citation.style_{style}", chart.language), chart.citation(style, accessed)) for style in ("en", "gbt7714", "bibtex")]


def _place(x: object, language: str) -> str:
    return day(x, language) if isinstance(x, dt.date) else str(x)
