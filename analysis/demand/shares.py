"""Published training and inference shares and spending: a ledger by basis and publisher, like the one of utilization figures."""

from __future__ import annotations

import re

import pandas as pd

from analysis.demand.volumes import METHOD
from data.period import by_time
from data.schema import Column, Flag, Result, Text
from data.tables.demand import SCOPES
from data.tables.vocabulary import BASES

LEDGERS = ("shares", "spending", "market")
ENDS = re.compile(r" ?[（(](low|high|低|高|下限|上限)[）)]$")
FLOOR_REACH = 0.1
"""How far above a stated floor a share may lie: "above 40 %" is not 90 %. Assumption."""
KEY = ["period_end", "region", "entity", "scope", "basis", "made_on", "publisher"]

COLUMNS = (
    Column("scope", "code", Text("Basis", "口径"), values=SCOPES),
    Column("entity", "text", Text("Subject", "对象")),
    Column("entity_zh", "text", Text("Subject in Chinese", "对象（中文）")),
    Column("region", "text", Text("Region", "地区")),
    Column("period_end", "period", Text("As of", "截至")),
    Column("basis", "code", Text("Nature", "性质"), values=BASES),
    Column("made_on", "date", Text("Made on", "作出日期")),
    Column("inference", "number", Text("Inference share", "推理占比"), unit="fraction"),
    Column("inference_high", "number", Text("Inference share, high end of a range", "推理占比（区间上端）"), unit="fraction"),
    Column("inference_floor", "flag", Text("A floor", "为下限")),
    Column("training", "number", Text("Training share", "训练占比"), unit="fraction"),
    Column("publisher", "text", Text("Publisher", "发布者")),
)
SPENDING = (
    *COLUMNS[:7],
    Column("inference_usd", "number", Text("Inference spending, USD", "推理支出（美元）"), unit="usd"),
    Column("training_usd", "number", Text("Training spending, USD", "训练支出（美元）"), unit="usd"),
    Column("total_usd", "number", Text("Total compute spending, USD", "算力总支出（美元）"), unit="usd"),
    COLUMNS[-1],
)
MARKETS = (
    *COLUMNS[:7],
    Column("market_usd", "number", Text("Market size, USD", "市场规模（美元）"), unit="usd"),
    COLUMNS[-1],
)
_BY_LEDGER = {"shares": COLUMNS, "spending": SPENDING, "market": MARKETS}
_METRICS = {
    "shares": {"inference_share": "inference", "training_share": "training"},
    "spending": {"inference_spend_usd": "inference_usd", "training_spend_usd": "training_usd", "total_compute_spend_usd": "total_usd"},
    "market": {"server_market_usd": "market_usd"},
}


def demand_shares(demand: pd.DataFrame, kind: str = "shares") -> Result:
    """Return the ledger `kind` (shares, spending, market), one published statement a row, sorted by basis, subject and date.

    The ends of a published range are one row; where only one of the two shares is stated, the other stays empty: it is not 1 less it.
    """
    rows = demand[demand["metric"].isin(_METRICS[kind])]
    frame = _wide(rows, _METRICS[kind])
    for column in _BY_LEDGER[kind]:
        if column.name not in frame:
            frame[column.name] = pd.Series(dtype="float64" if column.kind == "number" else "object")
    order = {code: i for i, code in enumerate(SCOPES)}
    frame = frame.assign(place=frame["scope"].map(order)).sort_values(["place", "entity", "period_end"], key=by_time("period_end"))
    frame = frame.drop(columns="place").reset_index(drop=True)
    facts = {
        "kind": kind,
        "statements": len(frame),
        "bases": tuple(dict.fromkeys(frame["scope"])),
        "publishers": int(frame["publisher"].nunique()),
        "forecasts": int((frame["basis"] == "forecast").sum()),
    }
    if kind == "spending":
        both = frame[frame["inference_usd"].notna() & frame["training_usd"].notna()]
        facts |= {"split": len(both), "training_leads": int((both["training_usd"] > both["inference_usd"]).sum())}
    flags = [Flag("demand.bases_apart")] if len(facts["bases"]) > 1 else []
    flags += [Flag("demand.not_complement")] if kind == "shares" and (frame["inference"].isna() ^ frame["training"].isna()).any() else []
    columns = _BY_LEDGER[kind]
    ids = tuple(sorted(rows["source_id"].dropna().unique()))
    return Result(frame[[column.name for column in columns]], columns, METHOD, facts=facts, source_ids=ids, flags=tuple(flags))


def _wide(rows: pd.DataFrame, metrics: dict[str, str]) -> pd.DataFrame:
    """Return one row a statement: the metrics side by side, the two ends of a range in one."""
    statements: dict[tuple, dict[str, object]] = {}
    for row in rows.sort_values("qualifier", key=lambda one: one == "range_high").to_dict("records"):
        row |= {"publisher": row["source_publisher"], "entity": ENDS.sub("", row["entity"])}
        row["entity_zh"] = ENDS.sub("", row["entity_zh"]) if isinstance(row["entity_zh"], str) else None
        key = tuple(str(row[name]) for name in KEY)
        one = statements.setdefault(key, {name: row[name] for name in (*KEY, "entity_zh")} | {"inference_floor": False})
        name = metrics[row["metric"]]
        one[f"{name}_high" if row["qualifier"] == "range_high" else name] = row["value"]
        if name == "inference" and row["qualifier"] == "above":
            one["inference_floor"] = True
    return pd.DataFrame(list(statements.values()), columns=[*KEY, "entity_zh", *dict.fromkeys([*_extra(metrics), "inference_floor"])])


def _extra(metrics: dict[str, str]) -> list[str]:
    return [name for one in metrics.values() for name in (one, f"{one}_high")]


def ledger(demand: pd.DataFrame) -> pd.DataFrame:
    """Return each statement about training and inference as bounds of the inference share: `low` and `high`, equal for a stated share.

    A floor reaches FLOOR_REACH above itself. Where only training is stated, inference is 0 to 1 less training; a company's spending
    counts where it states both.
    """
    shares = _wide(demand[demand["metric"].isin(_METRICS["shares"])], _METRICS["shares"])
    spent = _wide(demand[demand["metric"].isin(("inference_spend_usd", "training_spend_usd"))], _METRICS["spending"])
    stated = shares["inference"]
    low = stated.where(stated.notna(), (0 * shares["training"]))
    reached = stated.where(~shares["inference_floor"].astype(bool), stated + FLOOR_REACH)
    high = shares["inference_high"].where(shares["inference_high"].notna(), reached)
    high = high.where(high.notna(), 1 - shares["training"])
    parts = [shares.assign(low=low.astype("float64"), high=high.astype("float64"))]
    share = (spent["inference_usd"] / (spent["inference_usd"] + spent["training_usd"])).astype("float64")
    parts.append(spent.assign(low=share, high=share)[share.notna()])
    return pd.concat([part[[*KEY, "entity_zh", "low", "high"]] for part in parts if len(part)], ignore_index=True)
