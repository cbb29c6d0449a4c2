"""Words and the frame that the charts of contracts share: whose contract it is, money in its currency, what is selected."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from charts.caption import caption
from charts.chart import Chart, Encoding, Headline
from data.schema import Column, Language, Result, Text
from i18n import say
from i18n.format import day, decimals, percent, quantity


def own(row: Mapping[str, object], name: str, language: Language) -> str:
    """Return the reader's own wording of a name: the English one in English where there is one, else the Chinese; empty for null."""
    found = row.get(f"{name}_en") if language == "en" else None
    text = found if isinstance(found, str) and found else row.get(name)
    return text if isinstance(text, str) else ""


def money(value: float | None, unit: str, language: Language) -> str:
    """Return an amount in words, such as CNY 3.69 bn; a dash for null."""
    return quantity(value, unit, language)


def both(code: str, **values: object) -> Text:
    """Return the words of a code in both languages."""
    return Text(say(code, "en", **values), say(code, "zh", **values))


def selected(result: Result, language: Language) -> str:
    """Return what was selected: the headline contracts or all, in which currency, seen from whom."""
    asked = result.filters
    code = "all" if asked.get("selection") == "all" or any(name in asked for name in ("side", "object", "commitment")) else "headline"
    return say(f"contracts.scope_{code}", language, currency=say(f"view.currency_{result.facts.get('unit', 'cny').upper()}", language))


def period(frame: pd.DataFrame, language: Language) -> str:
    """Return the quarters from the first to the last that are drawn; empty for an empty frame."""
    if not len(frame):
        return ""
    first, last = (day(frame["quarter"].iloc[i], language) for i in (0, -1))
    return first if first == last else f"{first} – {last}"


def composed(
    view: str,
    result: Result,
    language: Language,
    title: str,
    what: str,
    encoding: Encoding,
    frame: pd.DataFrame | None = None,
    columns: tuple[Column, ...] | None = None,
    notes: tuple[str, ...] = (),
    headlines: tuple[Headline, ...] = (),
) -> Chart:
    """Return the chart of `result`; an empty one says that there is nothing instead of `title`."""
    shown = result.frame if frame is None else frame
    return Chart(
        view,
        language,
        title if len(result.frame) else say("view.nothing", language),
        what,
        shown,
        columns or result.columns,
        encoding,
        caption(result, language, tuple(note for note in notes if note) if len(result.frame) else ()),
        scope=tuple(result.filters.get(name, "") for name in ("selection", "currency", "ticker")),
        parameters=result.filters,
        headlines=headlines if len(result.frame) else (),
    )


def joined(parts: tuple[str, ...] | list[str], language: Language) -> str:
    """Return the parts of a subtitle in one line."""
    return say("contracts.comma", language).join(part for part in parts if part)


def concentrated(result: Result, language: Language) -> str:
    """Return the note on what the value rests on: how many contracts state one, and its range over leaving out each of them."""
    facts = result.facts
    unit = facts["unit"]
    if facts[f"terminated_value_{unit}"] is None:
        return say("contracts.no_value_note", language, terminated=facts["terminated"]) if facts["terminated"] else ""
    if facts["with_value"] < 2:
        return say("contracts.single_value_note", language, terminated=facts["terminated"], with_value=facts["with_value"])
    return say(
        "contracts.value_note",
        language,
        with_value=facts["with_value"],
        terminated=facts["terminated"],
        range=left_out(facts["left_out"], lambda value: money(value, unit, language), language),
    )


def left_out(found: Mapping[str, object] | None, worded: Callable[[object], str], language: Language, by: str = "company") -> str:
    """Return the range of a figure over leaving out each contract, both contracts named; a dash where there is none.

    `by` is what names them, company or counterparty; where that is not known the contract's number does.
    """
    if found is None:
        return "–"
    names = {end: own(found, f"{end}_{by}", language) or str(found[f"{end}_contract"]) for end in ("low", "high")}
    values = {end: worded(found[end]) for end in ("low", "high")}
    return say("contracts.left_out", language, low_name=names["low"], high_name=names["high"], **values)


def share_of(value: float | None, language: Language, digits: int = 0) -> str:
    """Return a share in per cent to `digits`, with as many decimals as a small one needs: something is not 0 %, and nothing no 0.00 %."""
    small = value is not None and value == value and value < 0.5 * 10.0 ** -(digits + 2)
    return percent(value, language, (decimals(value, "fraction") if value else 0) if small else digits)


def by_year(result: Result, language: Language, by_value: bool = False) -> str:
    """Return the note on the share ended by starting year, by number or by value: the young years dilute the share of all."""
    listed = result.facts["by_year"]
    if len(listed) < 2:
        return ""
    said = []
    for one in listed:
        year = say("contracts.year_unknown", language) if one["year"] is None else day(str(one["year"]), language)
        counts = {"terminated": one["terminated"], "contracts": one["contracts"]}
        known = "contracts.of_year_value" if one["value_share"] is not None else "contracts.of_year_no_value"
        told = share_of(one["value_share"], language)
        said.append(say(known if by_value else "contracts.of_year", language, year=year, share=told, **counts))
    return say("contracts.by_year", language, list=say("contracts.semicolon", language).join(said))
