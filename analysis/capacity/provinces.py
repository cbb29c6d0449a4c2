"""Provinces on a grid: the latest figure of each at one precision, or how many sites the record has there; no figure is not zero."""

from __future__ import annotations

import pandas as pd

from analysis.capacity.figures import FEW_REGIONS, FLOORS, METHOD, SPREAD_MONTHS, figures, months_apart
from analysis.capacity.sites import sites
from data.period import by_time, earliest_period, latest_period
from data.schema import Column, Flag, Result, Text
from data.tables.vocabulary import PRECISIONS

MEASURES = {
    "total_compute": "eflops",
    "intelligent_compute": "eflops",
    "racks_in_use": "racks",
    "operating_sites": "sites",
    "coming_sites": "sites",
}
"""What the grid can show -> its unit."""

TILES = """
.  .  .  .  .  .  .  HL
.  .  .  .  NM .  .  JL
XJ GS NX SX BJ TJ LN .
.  QH SN HA HE SD .  .
XZ SC CQ HB AH JS SH .
.  YN GZ HN JX ZJ .  .
.  .  .  GX GD FJ TW .
.  .  .  HI MO HK .  .
"""
"""The 34 provinces as tiles: neighbours stand beside each other as far as a grid lets them, and no border is drawn."""

HUBS = ("BJ", "TJ", "HE", "SH", "JS", "ZJ", "AH", "GD", "SC", "CQ", "GZ", "NM", "GS", "NX")
"""Provinces of the eight national hubs of Eastern Data, Western Computing (2021-22); Guangdong stands for the Greater Bay Area."""

COLUMNS = (
    Column("region", "text", Text("Region", "地区")),
    Column("across", "integer", Text("Column of the grid", "网格列")),
    Column("down", "integer", Text("Row of the grid", "网格行")),
    Column("hub", "flag", Text("National hub", "国家枢纽")),
    Column("amount", "number", Text("Figure", "数值"), low=0),
    Column("floor", "flag", Text("At least", "下限")),
    Column("period_end", "period", Text("As of", "截至")),
    Column("precision", "code", Text("Precision", "精度"), values=PRECISIONS),
)


def provinces(capacity: pd.DataFrame, centres: pd.DataFrame, measure: str = "total_compute", precision: str = "unstated") -> Result:
    """Return the 34 provinces with their place on the grid and their figure, null where there is none.

    Compute and racks: the latest counted figure of the whole province in the local series at `precision` (racks have none). Sites:
    those of a status in the record; a province of which the record has no site at all has no figure, one without a site of that
    status has 0.
    """
    frame = _grid()
    if measure.endswith("_sites"):
        told, ids = _counted(centres, measure), tuple(sorted(centres["source_id"].dropna().unique()))
    else:
        told, ids = _latest(capacity, measure, "" if measure == "racks_in_use" else precision)
    frame = frame.merge(told, on="region", how="left")
    frame["floor"] = frame["floor"].astype("boolean").fillna(False).astype(bool)
    known = frame.dropna(subset=["amount"])
    facts = {"measure": measure, "unit": MEASURES[measure], "asked_precision": precision, "known": len(known), "of": len(frame)}
    if len(known):
        top = known.loc[known["amount"].idxmax()]
        facts |= {"top": top["region"], "top_amount": float(top["amount"]), "top_floor": bool(top["floor"]), "top_on": top["period_end"]}
        facts["hub_known"] = int(known["hub"].sum())
        dates = known["period_end"].dropna()
        facts |= {"first_on": earliest_period(dates), "last_on": latest_period(dates), "months_apart": months_apart(dates)}
        facts |= {"few": len(known) <= FEW_REGIONS, "listed": _listed(known) if len(known) <= FEW_REGIONS else ()}
        facts["incomparable"] = MEASURES[measure] == "eflops" and facts["months_apart"] > SPREAD_MONTHS
    own = tuple(column if column.name != "amount" else _amount(MEASURES[measure]) for column in COLUMNS)
    dated = (Flag("capacity.dates_differ"),) if known["period_end"].nunique() > 1 else ()
    return Result(frame[[column.name for column in own]], own, METHOD, facts=facts, source_ids=ids, flags=dated)


def _listed(known: pd.DataFrame) -> tuple[dict[str, object], ...]:
    return tuple(known.sort_values("amount", ascending=False)[["region", "amount", "floor", "period_end"]].to_dict("records"))


def _grid() -> pd.DataFrame:
    rows = [line.split() for line in TILES.strip().splitlines()]
    placed = [(code, x, y) for y, row in enumerate(rows) for x, code in enumerate(row) if code != "."]
    told = [(f"CN-{code}", x, y, code in HUBS) for code, x, y in placed]
    return pd.DataFrame(told, columns=["region", "across", "down", "hub"])


def _amount(unit: str) -> Column:
    names = {"eflops": Text("EFLOPS", "EFLOPS"), "racks": Text("Racks", "机架数"), "sites": Text("Sites", "场址数")}
    return Column("amount", "number", names[unit], unit=unit, low=0)


def _latest(capacity: pd.DataFrame, measure: str, precision: str) -> tuple[pd.DataFrame, tuple[str, ...]]:
    counted = capacity[(capacity["basis"] == "actual") & capacity["area"].isna() & (capacity["series"] == "local_or_company")]
    known = figures(counted[(counted["metric"] == measure) & counted["value"].notna()])
    known = known[(known["precision"] == precision) & (known["measured_in"] == MEASURES[measure]) & (known["converted"] == "")]
    sure = known["confidence"].map({"high": 0, "medium": 1, "low": 2}).fillna(1)
    known = known.assign(sure=sure).sort_values(["period_end", "sure"], ascending=[False, True], key=by_time("period_end"), kind="stable")
    last = known.drop_duplicates("region").assign(floor=lambda rows: rows["qualifier"].isin(FLOORS))
    ids = tuple(sorted(last["source_id"].dropna().unique()))
    return last[["region", "amount", "floor", "period_end", "precision"]].replace({"precision": {"": None}}), ids


def _counted(centres: pd.DataFrame, measure: str) -> pd.DataFrame:
    found = sites(centres)
    wanted = ("operating",) if measure == "operating_sites" else ("planned", "under_construction")
    counts = found["status"].isin(wanted).groupby(found["region"]).sum().astype("float64")
    frame = counts.rename("amount").reset_index()
    return frame.assign(floor=False, period_end=None, precision=None)
