"""The sheets of a template: headings to fill in beneath, and what each column means."""

from __future__ import annotations

import re

from data.schema import Column, Dataset, Language
from export.cells import display_width, heading, plain
from export.sheet import write
from i18n import say
from i18n.format import unit_name

FIELDS = ("code", "title_en", "title_zh", "type", "unit", "required", "values", "bounds", "meaning", "example")
"""What is said of a column, in this order; headings: i18n export.column_<field>."""

_LAST_ROW = 1_048_575
_FORMATS = {"number": "General", "integer": "0", "instant": "yyyy-mm-dd hh:mm"}
"""All else is kept as text: Excel makes a day of a typed 2024-06, and a number of a code with leading zeros."""


def write_headings(book, sheet, meanings, dataset: Dataset, language: Language) -> None:
    """Write the headings of `dataset` and no row; Excel offers the choices that stand on the sheet `meanings`, and warns beyond bounds."""
    required, optional = (book.add_format({"bold": bold, "bottom": 1, "text_wrap": True, "valign": "top"}) for bold in (True, False))
    sheet.freeze_panes(1, 0)
    for c, column in enumerate(dataset.given):
        title = heading(column, language)
        form = "0.0%" if column.unit == "fraction" else _FORMATS.get(column.kind, "@")
        sheet.set_column(c, c, max(12, min(30, display_width(title) + 2)), book.add_format({"num_format": form}))
        write(sheet, 0, c, title, required if column.required else optional)
        sheet.write_comment(0, c, plain(f"{column.name}\n{column.meaning.in_(language)}"), {"x_scale": 2})
        rule = _rule(column, _place(meanings, c + 1, len(_choices(column, language))))
        if rule:
            sheet.data_validation(1, c, _LAST_ROW, c, rule | {"error_type": "warning"})


def _choices(column: Column, language: Language) -> list[str]:
    if column.kind == "flag":
        return [say("export.yes", language), say("export.no", language)]
    return [plain(title.in_(language)) for title in column.values.values()]


def _place(sheet, row: int, count: int) -> str:
    """Where the choices of a column stand: Excel takes no list longer than 255 characters in the rule itself."""
    from xlsxwriter.utility import xl_range_abs

    return f"='{sheet.name}'!{xl_range_abs(row, len(FIELDS), row, len(FIELDS) + count - 1)}" if count else ""


def _rule(column: Column, choices: str) -> dict:
    if choices:
        return {"validate": "list", "source": choices}
    low, high = column.low, column.high
    if column.kind not in ("number", "integer") or (low is None and high is None):
        return {}
    checked = {"validate": "decimal"}
    if low is not None and high is not None:
        return checked | {"criteria": "between", "minimum": low, "maximum": high}
    return checked | ({"criteria": ">=", "value": low} if low is not None else {"criteria": "<=", "value": high})


def write_columns(book, sheet, dataset: Dataset, language: Language) -> None:
    """Write what each column of `dataset` means, a row each, with an example; at the end of the row its choices, a cell each."""
    bold, wrapped = book.add_format({"bold": True, "bottom": 1}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.freeze_panes(1, 0)
    for c, field in enumerate(FIELDS):
        sheet.set_column(c, c, 44 if field in ("values", "meaning") else 24)
        write(sheet, 0, c, say(f"export.column_{field}", language), bold)
    write(sheet, 0, len(FIELDS), say("export.column_choices", language), bold)
    for r, column in enumerate(dataset.given, start=1):
        for c, text in enumerate((*explained(column, language), *_choices(column, language))):
            write(sheet, r, c, plain(text), wrapped)


def explained(column: Column, language: Language) -> tuple[str, ...]:
    """Return what is said of `column`, one text for each of FIELDS."""
    named = (say("export.heading", language, title=title.in_(language), unit=code) for code, title in column.values.items())
    return (
        column.name,
        column.title.en,
        column.title.zh,
        say(f"export.kind_{column.kind}", language),
        unit_name(column.unit, language),
        say("export.yes", language) if column.required else "",
        say("export.join", language).join(named),
        _bounds(column, language),
        column.meaning.in_(language),
        column.example,
    )


def _bounds(column: Column, language: Language) -> str:
    given = {name: f"{bound:g}" for name, bound in (("low", column.low), ("high", column.high)) if bound is not None}
    side = "both" if len(given) == 2 else next(iter(given), None)
    return say(f"export.bounds_{side}", language, **given) if side else ""


def sheet_name(title: str) -> str:
    """Return `title` as Excel takes it for a sheet: at most 31 characters, none of those that a reference needs."""
    return re.sub(r"[\[\]:*?/\\']", " ", title)[:31].strip()
