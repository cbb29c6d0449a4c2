"""Tables of usage: as delimited text, as Parquet, as a workbook and as JSON Lines, in cells of the type that each of them has."""

import datetime as dt
import io
import json
import random
from collections.abc import Callable

from tests.telemetry.case import STEPS, TICKS, USAGE, Case, Row, Truth, clock, named, pieces, table

ZONES = (("", []), ("+08:00", []), ("", ["Asia/Shanghai"]))


def delimited(chance: random.Random) -> Case:
    """Return a table of usage, hourly or in shorter steps, as CSV or its kin."""
    header, rows, truth = _usage(chance, chance.choice((TICKS, TICKS, 10, 30)))
    separator = chance.choice((",", "\t", ";"))
    return Case(named(chance, [table(header, part, separator) for part in pieces(chance, rows)], ".csv"), truth)


def parquet(chance: random.Random) -> Case:
    """Return the same as Parquet: times as instants or as text, amounts as numbers or as text."""
    import pandas as pd

    header, rows, truth = _usage(chance, chance.choice((TICKS, TICKS, 10, 30)))
    instants, numbers = chance.random() < 0.5, chance.random() < 0.7
    texts = []
    for part in pieces(chance, rows):
        frame = pd.DataFrame(part, columns=header).replace("", None)
        if instants:
            frame["hour"] = pd.to_datetime(frame["hour"])
        for name in header if numbers else ():
            if name.startswith(("installed", *STEPS)):
                frame[name] = frame[name].astype("float64")
        texts.append(_bytes(lambda out, frame=frame: frame.to_parquet(out, index=False)))
    return Case(named(chance, texts, ".parquet"), truth)


def excel(chance: random.Random) -> Case:
    """Return the same as workbooks: sheets that share a header, with a title, blank rows and a row of totals, cells of any type."""
    header, rows, truth = _usage(chance, chance.choice((TICKS, TICKS, 10, 30)))
    parts, typed = pieces(chance, rows), chance.random() < 0.7
    books = [parts] if chance.random() < 0.5 else [[part] for part in parts]
    texts = []
    for book in books:
        top = [["Weekly usage"], []] if chance.random() < 0.4 else []
        foot = [["合计", "", "", len(rows)], ["制表人：A"]] if chance.random() < 0.4 else []
        texts.append(_bytes(lambda out, book=book, top=top, foot=foot: _workbook(out, header, book, top, foot, typed)))
    return Case(named(chance, texts, ".xlsx"), truth)


def jsonl(chance: random.Random) -> Case:
    """Return the same as JSON Lines: amounts as numbers or as text, unknown ones as null or left out, the keys in any order."""
    header, rows, truth = _usage(chance, chance.choice((TICKS, TICKS, 10, 30)))
    numbers, nulls = chance.random() < 0.7, chance.random() < 0.5
    texts = []
    for part in pieces(chance, rows):
        lines = []
        for row in part:
            cells = {name: _number(cell) if numbers else cell or None for name, cell in zip(header, row, strict=True)}
            cells = {name: cell for name, cell in cells.items() if nulls or cell is not None}
            lines.append(json.dumps({name: cells[name] for name in chance.sample(list(cells), len(cells))}))
        texts.append("\n".join(lines) + "\n" * chance.randrange(2))
    return Case(named(chance, texts, ".jsonl"), truth)


def _usage(chance: random.Random, step: int) -> tuple[list[str], list[list[str]], Truth]:
    """Return the header and the rows (text; empty where unknown), and what is true of them."""
    suffix, given = chance.choice(("", "_card_hours")), [name for name in STEPS if chance.random() < 0.7]
    offset, column = chance.choice(ZONES)
    truth: Truth = {}
    rows = []
    begin, cells = TICKS * chance.choice((0, 9, 22)), chance.choice((0, 0, 0.04))
    for pool in chance.choice((["p"], ["a", "b"])):
        total, by_time = chance.randint(4, 64), {}
        for at in range(begin, begin + chance.choice((4, 6)) * TICKS // (1 if step == TICKS else 2), step):
            if at > begin + 2 * step and chance.random() < 0.06:
                continue
            row, most = {"installed": total}, total
            for name in given:
                most = round(chance.uniform(0.3, 1) * most, 2)
                row[name] = None if chance.random() < cells else most
            by_time[at] = row
        for at, row in by_time.items():
            factor = step / TICKS if suffix else 1
            written = ["" if row[name] is None else f"{row[name] * factor:.10g}" for name in ("installed", *given)]
            rows.append([f"{clock(at)}{offset}", "X", pool, *written, *column])
        _table_hours(truth, pool, by_time, step)
    header = ["hour", "cluster", "pool", *(f"{name}{suffix}" for name in ("installed", *given)), *(["zone"] if column else [])]
    chance.shuffle(rows)
    return header, rows, truth


def _table_hours(truth: Truth, pool: str, by_time: dict[int, Row], step: int) -> None:
    for hour in {at // TICKS for at in by_time}:
        seen = [row for at, row in by_time.items() if at // TICKS == hour]
        row: Row = dict.fromkeys(USAGE, None) | {"installed": sum(each["installed"] for each in seen) / len(seen)}
        for name in seen[0].keys() - {"installed"}:
            values = [each[name] for each in seen]
            row[name] = None if None in values else sum(values) * step / TICKS
        truth["X", pool, hour] = row | {"observed_minutes": None if step == TICKS else len(seen) * step / 2}


def _bytes(write: Callable[[io.BytesIO], object]) -> bytes:
    write(out := io.BytesIO())
    return out.getvalue()


def _number(cell: str) -> float | str | None:
    try:
        return float(cell) if cell else None
    except ValueError:
        return cell


def _workbook(out: io.BytesIO, header: list[str], sheets: list[list[list[str]]], top: list[list], foot: list[list], typed: bool) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        form = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for part in sheets:
            sheet = book.add_worksheet()
            for place, row in enumerate([*top, header, *part, *foot]):
                for column, cell in enumerate(row):
                    if typed and column == 0 and len(str(cell)) == len("2026-03-01 00:00:00"):
                        sheet.write_datetime(place, 0, dt.datetime.fromisoformat(cell), form)
                    else:
                        sheet.write(place, column, _number(cell) if typed and isinstance(cell, str) else cell)
