"""Capacity over time: one line per precision, basis, series and edition of one place, never joined and never added."""

from __future__ import annotations

import pandas as pd

from analysis.capacity.conversion import CONVERTED, assumptions
from analysis.capacity.figures import FLOORS, LINE, METHOD, column_name, figures, lines
from data.period import by_time, last_days, period
from data.schema import Column, Flag, Result, Text
from data.tables.capacity import SERIES
from data.tables.vocabulary import BASES, PRECISIONS, UNITS

METRICS = {
    "intelligent_compute": "eflops",
    "total_compute": "eflops",
    "general_compute": "eflops",
    "supercompute": "eflops",
    "intelligent_share": "fraction",
    "racks_in_use": "racks",
}
"""Indicator -> the unit in which it is drawn."""

DRAWN = 8
"""Lines that can be told apart in one drawing; the frame has all of them."""

_YEAR = (350, 380)
"""Days between two figures whose growth is called a year's."""

PERIOD_END = Column("period_end", "period", Text("As of", "截至"))


def capacity_series(rows: pd.DataFrame, metric: str = "intelligent_compute") -> Result:
    """Return the figures of `metric` in time order, one column a line; a line is one place, precision, basis, series and edition.

    `rows` are rows of `capacity` (or made from them by `converted`, whose lines are their own). A column's lower bounds stand once more
    in a column of their own, `<column>_floor`. Figures in another unit than the indicator's are left out and counted. Where one line
    has two figures for one day, both are kept, the second in a row of its own.

    facts: `lines` (column -> its identity, drawn or not, first and last figure), `breaks` (where one precision of a line ends and
    another begins), `headline` (the line whose last figure is the latest, of a stated precision if there is one), `assumptions`.
    """
    asked = rows[(rows["metric"] == metric) & rows["value"].notna()]
    known = figures(asked)
    known = known[known["measured_in"] == METRICS[metric]]
    known = known.assign(place=known.groupby([*LINE, "period_end"]).cumcount())
    frame = known[["period_end", "place"]].drop_duplicates().sort_values(["period_end", "place"], key=by_time("period_end"))
    frame = frame.set_index(["period_end", "place"])
    columns, described = [PERIOD_END], {}
    for identity, line in lines(known):
        told = dict(zip(LINE, map(str, identity), strict=True))
        name = column_name(told, set(described))
        at = line.set_index(["period_end", "place"])["amount"]
        frame[name] = at
        columns.append(_column(name, told))
        floors = line["qualifier"].isin(FLOORS).to_numpy()
        if floors.any():
            frame[f"{name}_floor"] = at[floors]
            columns.append(_column(f"{name}_floor", told, floor=True))
        described[name] = {**told, **_ends(line), "floor": bool(floors.any())}
    frame = frame.reset_index().drop(columns="place")
    return Result(
        frame[[column.name for column in columns]],
        tuple(columns),
        METHOD,
        facts={
            "metric": metric,
            "lines": described,
            "breaks": _breaks(described),
            "headline": _headline(described),
            "assumptions": assumptions(known),
            "drawn": DRAWN,
        },
        source_ids=tuple(sorted(known["source_id"].dropna().unique())),
        flags=_flags(described, len(asked) - int(asked["unit"].isin(_accepted(metric)).sum())),
    )


def _accepted(metric: str) -> tuple[str, ...]:
    return ("eflops", "pflops") if METRICS[metric] == "eflops" else (METRICS[metric],)


def _column(name: str, told: dict[str, str], floor: bool = False) -> Column:
    place = " ".join(part for part in (told["region"], told["area"]) if part and part != "CN")
    parts = (SERIES.get(told["series"]), PRECISIONS.get(told["precision"]), BASES.get(told["basis"]))
    known = [part for part in parts if part]
    en = ", ".join([*([place] if place else []), *(part.en for part in known), *([told["edition"]] if told["edition"] else [])])
    zh = "，".join([*([place] if place else []), *(part.zh for part in known), *([told["edition"]] if told["edition"] else [])])
    if told["converted"]:
        en, zh = f"{en}, {CONVERTED[told['converted']].en}", f"{zh}，{CONVERTED[told['converted']].zh}"
    if floor:
        en, zh = f"{en}: of these, at least", f"{zh}：其中为下限"
    unit = UNITS[told["measured_in"]]
    title = Text(f"{en}, {unit.en}", f"{zh}（{unit.zh}）") if told["measured_in"] != "fraction" else Text(en, zh)
    return Column(name, "number", title, unit=told["measured_in"], low=0)


def _ends(line: pd.DataFrame) -> dict[str, object]:
    first, last = line.iloc[0], line.iloc[-1]
    ends = last_days(line["period_end"])
    before = line[(ends.iloc[-1] - ends).dt.days.between(*_YEAR)]
    return {
        "first_on": first["period_end"],
        "first": float(first["amount"]),
        "last_on": last["period_end"],
        "last": float(last["amount"]),
        "last_floor": last["qualifier"] in FLOORS,
        "publisher": last["source_publisher"] or last["source_title"] or "",
        "area_zh": last["area_zh"] if isinstance(last["area_zh"], str) else last["area"],
        "year_before": float(before.iloc[-1]["amount"]) if len(before) else None,
        "points": len(line),
    }


def _breaks(described: dict[str, dict]) -> list[dict[str, object]]:
    """Return where the stated precision of one place, basis, series and edition changes: the last figure before, the first after."""
    same = ("region", "area", "basis", "series", "edition", "converted")
    stated = [one for one in described.values() if one["precision"] not in ("", "unstated")]
    stated.sort(key=lambda one: period(one["first_on"]).order)
    found = []
    for before, after in zip(stated, stated[1:], strict=False):
        if all(before[name] == after[name] for name in same) and period(before["last_on"]) < period(after["first_on"]):
            told = {"from": before["precision"], "to": after["precision"], "from_on": before["last_on"], "to_on": after["first_on"]}
            found.append({**told, "before": before["last"], "after": after["first"], "series": after["series"]})
    return found


def _headline(described: dict[str, dict]) -> str | None:
    counted = {name: one for name, one in described.items() if one["basis"] == "actual" and not one["converted"]} or described
    if not counted:
        return None
    ends = {name: period(one["last_on"]).order for name, one in counted.items()}
    return max(counted, key=lambda name: (ends[name], counted[name]["precision"] != "unstated", counted[name]["points"]))


def _flags(described: dict[str, dict], left_out: int) -> tuple[Flag, ...]:
    precisions = {one["precision"] for one in described.values()} - {""}
    series = {(one["series"], one["edition"]) for one in described.values()}
    return (
        *((Flag("capacity.precisions"),) if len(precisions) > 1 else ()),
        *((Flag("capacity.several_series"),) if len(series) > 1 else ()),
        *((Flag("capacity.many_lines", {"drawn": DRAWN, "lines": len(described)}),) if len(described) > DRAWN else ()),
        *((Flag("capacity.left_out", {"count": left_out}),) if left_out else ()),
    )
