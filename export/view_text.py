"""View -> text: what a reader sees of it on the shipped record, both languages side by side, for tests/golden to hold."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any

import pandas as pd

from charts.chart import Chart, Encoding, Series
from data.schema import LANGUAGES, Column, Language, Refused, Result, Text
from i18n.problem import sentence

DIGITS = 5
"""Significant digits of a figure: enough for any fault, too few for the last bits of another machine's arithmetic."""

WHOLE = 12
"""A frame of so many rows is written out; of a longer one its first three and its last two."""

_NOISE = 1e-9
_FIRST, _LAST = 3, 2
_KINDS = 6


Answer = tuple[Result, Mapping[Language, Chart]]
"""A result and its chart in each language."""


def view_text(view: str, answers: Mapping[str, Answer | Refused]) -> str:
    """Return what `view` says at each query (an option line -> its answer, the default first); of the others what is not so by default."""
    sections = {name: list(_refusal(answer) if isinstance(answer, Refused) else _lines(*answer)) for name, answer in answers.items()}
    first = next(iter(sections.values()))
    parts = [f"# {view}", "\n".join(first), *(_beside(name, lines, first) for name, lines in list(sections.items())[1:])]
    return "\n\n".join(parts) + "\n"


def _beside(name: str, lines: list[str], first: list[str]) -> str:
    other = [line for line in lines if line not in first]
    left = len([line for line in first if line not in lines])
    return "\n".join([f"## {name}", *other, f"as by default: {len(first) - left} lines"])


def _refusal(refused: Refused) -> Iterator[str]:
    return _both("refused", ([sentence(problem, language) for problem in refused.problems] for language in LANGUAGES))


def _lines(result: Result, charts: Mapping[Language, Chart]) -> Iterator[str]:
    yield from _chart_lines(charts["en"], charts["zh"])
    yield from _result_lines(result)


def _chart_lines(en: Chart, zh: Chart) -> Iterator[str]:
    pair = (en, zh)
    yield from _both("title", ([chart.title] for chart in pair))
    yield from _both("drawn", ([chart.subtitle] for chart in pair))
    yield from _both("headline", ([_headline(one) for one in chart.headlines] for chart in pair))
    yield from _both("note", (chart.caption.notes for chart in pair))
    yield from _both("foot", ([chart.caption.source_line] for chart in pair))
    yield f"encoding: {_encoding(en.encoding)}"
    yield from _both("axes", ([chart.encoding.x_title, chart.encoding.y_title] for chart in pair))
    yield from (f"series {_series(*two)}" for two in zip(en.encoding.series, zh.encoding.series, strict=True))
    yield from (
        f"mark {_plain(a.x)} {_plain(a.x_end)}: {a.label} / {b.label}" for a, b in zip(*(c.encoding.marks for c in pair), strict=True)
    )
    yield from _both("under", (_under(chart.encoding) for chart in pair))
    yield from _frame(en, zh)


def _result_lines(result: Result) -> Iterator[str]:
    yield f"method: {result.method}"
    yield from (f"coverage {step} = {_plain(share)}" for step, share in sorted(result.coverage.items()))
    yield from (f"fact {name} = {_brief(value)}" for name, value in sorted(result.facts.items()))
    yield from (f"flag {flag.code} {_brief(dict(flag.values))}" for flag in result.flags)
    yield f"sources: {len(result.sources)}"


def _both(name: str, texts: Iterable[Iterable[str]]) -> Iterator[str]:
    """The lines of a part, English and Chinese one under the other."""
    en, zh = (list(each) for each in texts)
    for number in range(max(len(en), len(zh))):
        for language, listed in (("en", en), ("zh", zh)):
            text = listed[number] if number < len(listed) else "(none)"
            if text:
                yield f"{name} {language}: {text}"


def _headline(one: Any) -> str:
    trend = f" | trend {_summary(list(one.trend))}" if one.trend else ""
    return " | ".join(text for text in (one.label, one.value, one.note) if text) + trend


def _encoding(encoding: Encoding) -> str:
    """The form and every choice that differs from the default; words and series stand in lines of their own."""
    apart = ("form", "series", "marks", "under", "x_title", "y_title")
    given = ((field, getattr(encoding, field.name)) for field in fields(encoding) if field.name not in apart)
    said = (f"{field.name}={_plain(value)}" for field, value in given if value != field.default)
    return " ".join((encoding.form, *said))


def _series(en: Series, zh: Series) -> str:
    look = (en.style, en.hue, *(name for name in ("joined", "apart") if getattr(en, name)))
    around = f" {en.low}..{en.high}" if en.low or en.high else ""
    labels = f" ({en.label} / {zh.label})" if en.label or zh.label else ""
    other = "" if (en.y, en.style, en.hue) == (zh.y, zh.style, zh.hue) else f" BUT zh {zh.y} {zh.style} {zh.hue}"
    return f"{en.y}: {' '.join(look)}{around} | {en.name} / {zh.name}{labels}{other}"


def _under(encoding: Encoding) -> list[str]:
    counts = encoding.under
    if counts is None:
        return []
    places = f"{counts.title} | at {_plain(counts.places)} | {_plain(counts.heads)}"
    return [places, *(f"{name} | {hue} | {_plain(figures)}" for name, hue, figures in counts.rows)]


def _frame(en: Chart, zh: Chart) -> Iterator[str]:
    yield f"rows: {len(en.frame)}"
    for column, other in zip(en.columns, zh.columns, strict=True):
        titles = f"{column.title.en} / {column.title.zh}"
        cells, chinese = en.frame[column.name].tolist(), zh.frame[other.name].tolist()
        yield f"column {column.name} [{column.unit or column.kind}{_bounds(column)}] {titles}{_meaning(column)}"
        yield f"values {column.name}: {_summary(cells)}"
        if list(map(_plain, cells)) != list(map(_plain, chinese)):
            yield f"values {column.name} in zh: {_summary(chinese)}"
    listed = [" | ".join(map(_plain, row)) for row in en.frame[[column.name for column in en.columns]].itertuples(index=False)]
    short = len(listed) <= WHOLE
    yield from (f"row {number}: {row}" for number, row in enumerate(listed) if short or not _FIRST <= number < len(listed) - _LAST)


def _bounds(column: Column) -> str:
    """Return the bounds that a column declares, such as ", 0 to 1"; empty where it declares none."""
    if column.low is None and column.high is None:
        return ""
    return f", {'' if column.low is None else _plain(column.low)} to {'' if column.high is None else _plain(column.high)}"


def _meaning(column: Column) -> str:
    return f": {column.meaning.en} / {column.meaning.zh}" if column.meaning.en else ""


def _summary(cells: list[object]) -> str:
    """A column in a line: how many are known, first and last, and the extremes and the sum of figures or the counts of few texts."""
    known = [cell for cell in cells if not _null(cell)]
    head = f"{len(known)} of {len(cells)}"
    if not known:
        return head
    ends = f"{head}, first {_plain(known[0])}, last {_plain(known[-1])}"
    if all(_is_number(cell) for cell in known):
        figures = [float(cell) for cell in known]
        rising = sum(place * figure for place, figure in enumerate(figures, start=1))
        return f"{ends}, least {_plain(min(figures))}, most {_plain(max(figures))}, sum {_plain(sum(figures))}, by place {_plain(rising)}"
    counts = pd.Series(list(map(_plain, known))).value_counts(sort=False)
    if len(counts) <= _KINDS:
        return f"{head}: {', '.join(f'{text} × {count}' for text, count in counts.items())}"
    return f"{ends}, {len(counts)} different"


def _brief(value: object) -> str:
    """A fact in a line: a long list is its length, its first and its last."""
    if isinstance(value, (list, tuple)) and len(value) > WHOLE:
        if all(_is_number(one) or _null(one) for one in value):
            return _summary(list(value))
        return f"({len(value)}: {_brief(value[0])} … {_brief(value[-1])})"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_plain(name)}: {_brief(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "(" + ", ".join(map(_brief, value)) + ")"
    if isinstance(value, pd.DataFrame):
        return "; ".join(f"{name}: {_summary(value[name].tolist())}" for name in value.columns)
    return _plain(value)


def _plain(value: object) -> str:
    if isinstance(value, Text):
        return f"{value.en} / {value.zh}"
    if isinstance(value, Column):
        return value.name
    if isinstance(value, (list, tuple)):
        return "(" + ", ".join(map(_plain, value)) + ")"
    if isinstance(value, Mapping):
        return _brief(value)
    if _null(value):
        return "–"
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, float):
        return number_text(value)
    return value.isoformat() if isinstance(value, (dt.date, dt.datetime)) else re.sub(r" at 0x\w+", "", str(value)).replace("\n", "⏎")


def number_text(value: float) -> str:
    """Return a figure with DIGITS significant digits, a whole one of up to nine digits in full, noise about zero as 0.

    It is cut to eleven digits first, so that a sum taken in another order does not fall on the other side of a half.
    """
    if value != value:
        return "–"
    steady = Decimal(f"{value:.11g}")
    if abs(value) < _NOISE:
        return "0"
    if abs(value) < 1 / _NOISE and steady == steady.to_integral_value():
        return str(int(steady))
    return f"{float(f'{steady:.{DIGITS}g}'):.{DIGITS}g}"


def _is_number(cell: object) -> bool:
    return isinstance(cell, (int, float)) and not isinstance(cell, bool) or type(cell).__module__ == "numpy" and hasattr(cell, "dtype")


def _null(cell: object) -> bool:
    return cell is None or (not isinstance(cell, (list, tuple, Mapping, pd.DataFrame, pd.Series, Text)) and bool(pd.isna(cell)))
