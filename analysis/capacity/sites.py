"""Centres: one site however many phases and readings a source gives of it, by status; announced against operating, never summed."""

from __future__ import annotations

import pandas as pd

from analysis.capacity.figures import METHOD
from analysis.rents.cards import card_names, card_of
from data.schema import Column, Flag, Result, Text
from data.tables import DATASETS
from data.tables.centres import CARD_ORIGINS, OPERATOR_TYPES, STATUSES

GROUPS = ("region", "operator_type", "card_origin", "card")
BUILT_IN = ("china", "abroad", "everywhere")
UNSTATED = "unstated"

_CENTRES = DATASETS["centres"]
_ORDER = ("operating", "under_construction", "planned", "suspended")
"""What a site is called that has rows of several statuses: the first of these among them."""
_FIRST = ("name", "name_en", "operator", "operator_type", "region", "city", "card_origin", "accelerator")


def _count(status: str) -> Column:
    title = STATUSES[status]
    return Column(f"{status}_sites", "integer", Text(f"{title.en}, sites", f"{title.zh}（个）"), unit="sites", low=0)


_KEYS = {
    "region": _CENTRES.column("region"),
    "operator_type": Column(
        "operator_type", "code", Text("Type of operator", "运营方类型"), values={**OPERATOR_TYPES, UNSTATED: Text("Not stated", "未说明")}
    ),
    "card_origin": Column(
        "card_origin", "code", Text("Origin of the cards", "加速卡产地"), values={**CARD_ORIGINS, UNSTATED: Text("Not stated", "未说明")}
    ),
    "card": Column("card", "text", Text("Card model", "加速卡型号")),
}
COUNTS = tuple(_count(status) for status in _ORDER)
ANNOUNCED = (
    *(_CENTRES.column(name) for name in ("site", "name", "name_en", "region", "precision")),
    Column("planned_eflops", "number", Text("Announced, EFLOPS", "公布规模（EFLOPS）"), unit="eflops", low=0),
    Column("operating_eflops", "number", Text("Operating, EFLOPS", "已投运（EFLOPS）"), unit="eflops", low=0),
    Column("built_share", "number", Text("Operating as a share of announced", "已投运占公布规模"), unit="fraction", low=0),
)
_SEARCHED = ("centre_id", "name", "name_en", "site", "operator", "city", "region", "accelerator")
_NO_LEDGER = ("read_kind", "read_in", "notes", "source_url")
LEDGER = tuple(column for column in _CENTRES.columns if column.name not in _NO_LEDGER)


def within(centres: pd.DataFrame, built_in: str) -> pd.DataFrame:
    """Return the centres in China, abroad or everywhere."""
    chinese = centres["region"].str.startswith("CN")
    kept = {"china": chinese, "abroad": ~chinese}.get(built_in, chinese | ~chinese)
    return centres[kept].reset_index(drop=True)


def sites(centres: pd.DataFrame) -> pd.DataFrame:
    """Return one row a site: its names, its most advanced status, and how many rows (phases, readings) the record has of it.

    Capacity is not carried over: phases of one site are cumulative in one source and apart in another, and nobody may add them.
    """
    named = centres.assign(site=centres["site"].fillna(centres["centre_id"]))
    grouped = named.groupby("site", sort=False)
    found = grouped[list(_FIRST)].first()
    found["status"] = grouped["status"].agg(lambda statuses: next(status for status in _ORDER if status in set(statuses)))
    found["rows"] = grouped.size()
    return found.reset_index()


def pipeline(centres: pd.DataFrame, accelerators: pd.DataFrame, by: str = "region") -> Result:
    """Return the number of sites by status in each group, the group with most sites first; no capacity is added."""
    found = sites(centres)
    if by == "card":
        names = card_names(accelerators)
        found["card"] = [card_of(card, names) if isinstance(card, str) else UNSTATED for card in found["accelerator"]]
    found[by] = found[by].fillna(UNSTATED)
    counts = found.groupby([by, "status"]).size().unstack(fill_value=0).reindex(columns=list(_ORDER), fill_value=0)
    counts = counts.rename(columns={status: f"{status}_sites" for status in _ORDER}).astype("int64")
    order = counts.sum(axis=1).sort_values(ascending=False, kind="stable").index
    frame = counts.loc[order].reset_index()
    totals = {status: int((found["status"] == status).sum()) for status in _ORDER}
    facts = {"by": by, "sites": len(found), "rows": len(centres), **totals}
    several = int(len(centres) - len(found))
    return Result(
        frame,
        (_KEYS[by], *COUNTS),
        METHOD,
        facts=facts,
        source_ids=tuple(sorted(centres["source_id"].dropna().unique())),
        flags=(Flag("capacity.one_site", {"rows": len(centres), "sites": len(found)}),) if several else (),
    )


def announced(centres: pd.DataFrame) -> Result:
    """Return the sites that state both what is announced and what operates at one precision: each figure the largest stated, no sum.

    built_share = operating / announced, of one site at one precision.
    """
    named = centres.assign(site=centres["site"].fillna(centres["centre_id"]), precision=centres["precision"].fillna("unstated"))
    grouped = named.groupby(["site", "precision"], sort=False)
    frame = grouped.agg(
        name=("name", "first"),
        name_en=("name_en", "first"),
        region=("region", "first"),
        planned_eflops=("planned_pflops", "max"),
        operating_eflops=("operating_pflops", "max"),
        source_id=("source_id", lambda ids: tuple(ids.dropna())),
    ).reset_index()
    frame = frame[frame["planned_eflops"].gt(0) & frame["operating_eflops"].notna()]
    frame = frame.assign(planned_eflops=frame["planned_eflops"] / 1000, operating_eflops=frame["operating_eflops"] / 1000)
    frame["built_share"] = frame["operating_eflops"] / frame["planned_eflops"]
    frame = frame.sort_values("built_share", ascending=False, ignore_index=True)
    ids = tuple(sorted({one for several in frame["source_id"] for one in several}))
    either = grouped[["planned_pflops", "operating_pflops"]].max().notna().any(axis=1).sum()
    facts = {"sites": len(frame), "half": int((frame["built_share"] < 0.5).sum()), "with_either": int(either)}
    return Result(frame[[column.name for column in ANNOUNCED]], ANNOUNCED, METHOD, facts=facts, source_ids=ids)


def centres_ledger(centres: pd.DataFrame, search: str = "") -> Result:
    """Return the centres whose name, operator, place or card model holds every word of `search`; one row a phase or reading."""
    words = search.casefold().split()
    texts = (" ".join(map(str, row)).casefold() for row in centres[list(_SEARCHED)].fillna("").itertuples(index=False))
    kept = pd.Series([all(word in text for word in words) for text in texts], centres.index, dtype=bool)
    found = centres[kept].reset_index(drop=True)
    known = {name: int(found[name].notna().sum()) for name in ("planned_pflops", "operating_pflops")}
    facts = {"centres": len(found), "sites": found["site"].fillna(found["centre_id"]).nunique(), "search": search, **known}
    ids = tuple(sorted(found["source_id"].dropna().unique()))
    return Result(found[[column.name for column in LEDGER]], LEDGER, METHOD, facts=facts, source_ids=ids)


def one_centre(centres: pd.DataFrame, centre_id: str) -> Result:
    """Return every row of the site of `centre_id`, as its sources give it; empty where there is none."""
    chosen = centres[centres["centre_id"] == centre_id]
    sited = chosen["site"].dropna()
    found = centres[centres["site"].isin(sited) | (centres["centre_id"] == centre_id)].reset_index(drop=True)
    facts = {"centre": centre_id, "rows": len(found)}
    ids = tuple(found["source_id"].dropna().unique())
    return Result(found[list(_CENTRES.names)], _CENTRES.columns, METHOD, facts=facts, source_ids=ids)
