"""Capacity against demand: only of one precision, scope and date, and never out of one figure."""

from __future__ import annotations

import pandas as pd

from analysis.balance.sides import JOIN, KEY, METHOD, demand, same_figure, spans, supply
from data.period import by_time
from data.schema import Column, Flag, Problem, Refused, Result, Text
from data.tables import DATASETS

_CAPACITY = DATASETS["capacity"]
_MADE = {"counted": Text("Counted or estimated", "实际或估计"), "forecast": Text("Forecast", "预测")}
REASONS = {
    "no_demand": Text("No demand figure of this date and scope", "没有同一日期、同一范围的需求数字"),
    "other_precision": Text("Demand of this date and scope is in another precision", "同一日期、同一范围的需求数字精度不同"),
    "other_counter": Text("Precision not stated on either side, and counted by different bodies", "两侧均未说明精度，且由不同机构统计"),
    "other_basis": Text("One is a forecast, the other is not", "一方为预测，另一方不是"),
    "no_supply": Text("No capacity figure of this date and scope", "没有同一日期、同一范围的规模数字"),
    "no_scope": Text("The scope of this demand has no counterpart among capacities", "此需求的范围在规模数据中没有对应"),
    "one_figure": Text("A capacity figure under another name", "实为规模数字换了名称"),
}


def _eflops(name: str, en: str, zh: str) -> Column:
    return Column(name, "number", Text(f"{en}, EFLOPS", f"{zh}（EFLOPS）"), unit="eflops")


def _share(name: str, en: str, zh: str) -> Column:
    return Column(name, "number", Text(en, zh), unit="fraction", low=0)


_WHERE = (
    _CAPACITY.column("period_end"),
    _CAPACITY.column("region"),
    _CAPACITY.column("area"),
    _CAPACITY.column("precision"),
    Column("made", "code", Text("Nature", "性质"), values=_MADE),
)

COLUMNS = (
    *_WHERE,
    Column("supply", "code", Text("Capacity counted by", "规模统计方"), values=_CAPACITY.column("series").values),
    Column("supply_edition", "text", Text("Edition of its report", "规模报告版本")),
    Column("demand", "text", Text("Demand", "需求")),
    _eflops("supply_low", "Supply, at least", "供给（不低于）"),
    _eflops("supply_high", "Supply, at most", "供给（不高于）"),
    _eflops("demand_low", "Demand, at least", "需求（不低于）"),
    _eflops("demand_high", "Demand, at most", "需求（不高于）"),
    _share("met_low", "Share of demand met, at least", "需求满足率（不低于）"),
    _share("met_high", "Share of demand met, at most", "需求满足率（不高于）"),
    _eflops("gap_low", "Demand less supply, at least", "需求减供给（不低于）"),
    _eflops("gap_high", "Demand less supply, at most", "需求减供给（不高于）"),
    Column("supply_publisher", "text", Text("Capacity published by", "规模发布者")),
    Column("demand_publisher", "text", Text("Demand published by", "需求发布者")),
)

LONE = (
    Column("side", "code", Text("Side", "一方"), values={"supply": Text("Supply", "供给"), "demand": Text("Demand", "需求")}),
    *_WHERE,
    Column("counter", "text", Text("Counted by, or whose", "统计方或对象")),
    Column("own", "text", Text("Area or whose, in Chinese", "范围或对象（中文）")),
    _eflops("low", "At least", "不低于"),
    _eflops("high", "At most", "不高于"),
    Column("reason", "code", Text("Why it has no counterpart", "为何不能配对"), values=REASONS),
)


def balance(capacity: pd.DataFrame, demanded: pd.DataFrame) -> Result:
    """Return each pair of capacity and demand of the same precision, scope and date: both as ranges, the share met and the gap.

    met = supply / demand, from the lowest supply over the highest demand to the reverse; gap = demand − supply. Refused where the data
    hold no pair, and where a demand figure is a capacity figure under another name and nothing else is left.
    """
    supplied, asked = supply(capacity), demand(demanded)
    twice = _twice(asked, supplied)
    paired = _paired(supplied, asked[~twice])
    if paired.empty:
        raise Refused(_why(supplied, asked, twice))
    names = ["period_end", "region", "area", "supply"]
    frame = paired.sort_values(names, ascending=[False, True, True, True], key=by_time("period_end"), ignore_index=True)
    ids = tuple(dict.fromkeys(id for row in frame.to_dict("records") for id in (*row["supply_ids"], *row["demand_ids"])))
    lone = missing(capacity, demanded).frame
    facts = {
        "pairs": len(frame),
        "first": frame.iloc[0].to_dict(),
        "lone": {side: int((lone["side"] == side).sum()) for side in ("supply", "demand")},
    }
    flags = (Flag("balance.one_figure_left_out", {"count": int(twice.sum())}),) if twice.any() else ()
    return Result(frame[[column.name for column in COLUMNS]], COLUMNS, METHOD, facts=facts, source_ids=ids, flags=flags)


def _twice(asked: pd.DataFrame, supplied: pd.DataFrame) -> pd.Series:
    return pd.Series([same_figure(row, supplied) for _, row in asked.iterrows()], asked.index, dtype=bool)


def _paired(supplied: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    pairs = spans(supplied, "supply").merge(spans(asked, "demand"), on=list(JOIN))
    return pairs.assign(
        met_low=pairs["supply_low"] / pairs["demand_high"],
        met_high=pairs["supply_high"] / pairs["demand_low"],
        gap_low=pairs["demand_low"] - pairs["supply_high"],
        gap_high=pairs["demand_high"] - pairs["supply_low"],
    )


def _why(supplied: pd.DataFrame, asked: pd.DataFrame, twice: pd.Series) -> Problem:
    """Return the problem that says why there is no pair: one figure on both sides, no figure on one, or two that differ."""
    if twice.any() and twice.all():
        row = asked[twice].iloc[0]
        return Problem("balance.one_figure", values={"found": str(row["counter"]), "value": row["eflops"], "on": str(row["period_end"])})
    if asked.empty or supplied.empty:
        return Problem("balance.no_demand" if asked.empty else "balance.no_supply")
    values = {"found": _listed(supplied)[-3:], "allowed": _listed(asked)}
    return Problem("balance.no_pair", values=values)


def _listed(rows: pd.DataFrame) -> tuple[Text, ...]:
    """Return the dates and precisions held, in both languages, the region where it is not the whole country."""
    kept = rows.sort_values("period_end", key=by_time("period_end")).drop_duplicates(["period_end", "region", "precision"])
    titles = _CAPACITY.column("precision").values
    found = []
    for row in kept.itertuples():
        region = "" if row.region == "CN" else f" {row.region}"
        en, zh = titles[row.precision].en, titles[row.precision].zh
        found.append(Text(f"{row.period_end}{region} ({en})", f"{row.period_end}{region}（{zh}）"))
    return tuple(found)


def missing(capacity: pd.DataFrame, demanded: pd.DataFrame) -> Result:
    """Return every figure of either side that has no counterpart, the latest first, with the reason."""
    supplied, asked = supply(capacity), demand(demanded)
    twice = _twice(asked, supplied)
    nowhere = asked["area"].isna()
    sides = {"supply": spans(supplied, "supply"), "demand": spans(asked[~twice & ~nowhere], "demand")}
    rows = [_lone("supply", row, sides["demand"]) for row in sides["supply"].to_dict("records")]
    rows += [_lone("demand", row, sides["supply"]) for row in sides["demand"].to_dict("records")]
    rows += [_single(row, "one_figure") for row in asked[twice].to_dict("records")]
    rows += [_single(row, "no_scope") for row in asked[nowhere & ~twice].to_dict("records")]
    frame = pd.DataFrame([row for row in rows if row], columns=[*(column.name for column in LONE), "ids"])
    frame = frame.sort_values(["period_end", "side"], ascending=[False, True], key=by_time("period_end"), ignore_index=True, kind="stable")
    facts = {"figures": len(frame), "reasons": frame["reason"].value_counts().to_dict()}
    ids = tuple(dict.fromkeys(id for held in frame["ids"] for id in held))
    return Result(frame.drop(columns="ids"), LONE, METHOD, facts=facts, source_ids=ids)


def _lone(side: str, row: dict, others: pd.DataFrame) -> dict | None:
    """Return the row of a figure without a counterpart among `others`; None where it has one."""
    beside = others[(others["period_end"] == row["period_end"]) & (others["region"] == row["region"]) & (others["area"] == row["area"])]
    alike = {name: beside[name] == row[name] for name in ("precision", "made", "maker")}
    if (alike["precision"] & alike["made"] & alike["maker"]).any():
        return None
    reason = f"no_{'demand' if side == 'supply' else 'supply'}"
    if len(beside):
        same = alike["precision"]
        reason = "other_precision" if not same.any() else "other_basis" if not (same & alike["made"]).any() else "other_counter"
    kept = {name: row[name] for name in KEY} | {"side": side, "counter": row[side], "reason": reason, "ids": row[f"{side}_ids"]}
    return kept | {"own": row[f"{side}_zh"], "low": row[f"{side}_low"], "high": row[f"{side}_high"]}


def _single(row: dict, reason: str) -> dict:
    ids = (row["source_id"],) if isinstance(row["source_id"], str) else ()
    kept = {name: row[name] for name in (*KEY, "counter", "own", "low", "high")}
    return kept | {"area": row["area"] if isinstance(row["area"], str) else "", "side": "demand", "reason": reason, "ids": ids}
