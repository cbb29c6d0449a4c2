"""Under which names a company goes: tickers, both languages, former names; and which company a text means."""

from __future__ import annotations

import pandas as pd

from analysis.contracts.money import contract_value
from data.schema import Column, Problem, Refused, Result, Text

METHOD = "companies 1.0"

RUNNING = ("active", "reduced", "disputed", "unknown")
"""Statuses of contracts that are not known to be over. Most were last heard of when they were announced."""

NAMES = (
    Column("ticker", "text", Text("Ticker", "股票代码")),
    Column("company", "text", Text("Company", "公司")),
    Column("company_en", "text", Text("Company in English", "公司（英文）")),
    Column("former_names", "text", Text("Former names", "曾用名")),
)
_COUNTS = (
    Column("contracts", "integer", Text("Contracts in the record", "在册合同"), unit="contracts"),
    Column("terminated", "integer", Text("Terminated", "已终止"), unit="contracts"),
    Column("running", "integer", Text("Not known to be over", "未见终止"), unit="contracts"),
    Column("announcements", "integer", Text("Financing and plans", "融资与计划")),
)
DIRECTORY = (*NAMES, *_COUNTS)


def directory(contracts: pd.DataFrame, investments: pd.DataFrame, cohorts: pd.DataFrame, companies: pd.DataFrame) -> pd.DataFrame:
    """Return one line a company that any of the four tables names, the most endings first: code, DIRECTORY and with_value.

    Rows are joined by ticker, by name where there is none. An investment belongs to its issuer; the name it had then counts as a
    former one. with_value counts the contracts that state a value.
    """
    issued = investments.assign(
        ticker=investments["issuer_ticker"].fillna(investments["ticker"]),
        company=investments["company"].str.split(" / ").str[0],
        company_en=investments["company_en"].str.split(" / ").str[0],
        former_names=investments["former_name"],
    )
    named = [frame.reindex(columns=[column.name for column in NAMES]) for frame in (companies, contracts, issued, cohorts)]
    every = pd.concat(named, ignore_index=True)
    every["code"] = every["ticker"].fillna(every["company"])
    frame = pd.DataFrame(
        [_named(code, group) for code, group in every.groupby("code", sort=True)], columns=["code", *(c.name for c in NAMES)]
    )
    owner = contracts["ticker"].fillna(contracts["company"])
    counts = {
        "contracts": owner.value_counts(),
        "terminated": owner[contracts["status"] == "terminated"].value_counts(),
        "running": owner[contracts["status"].isin(RUNNING)].value_counts(),
        "with_value": owner[contract_value(contracts)["value"].notna()].value_counts(),
        "announcements": issued["ticker"].fillna(issued["company"]).value_counts(),
    }
    frame = frame.assign(**{name: frame["code"].map(found).fillna(0).astype("int64") for name, found in counts.items()})
    return frame.sort_values(["terminated", "contracts", "code"], ascending=[False, False, True], ignore_index=True)


def _named(code: str, group: pd.DataFrame) -> dict[str, object]:
    """Return the names of one company: the first of each language, every other one it was known by."""
    first = {name: next(iter(group[name].dropna()), None) for name in ("ticker", "company", "company_en")}
    olds = [old.strip() for text in group["former_names"].dropna() for old in str(text).split("|") if old.strip()]
    others = [name for name in group["company"].dropna() if name != first["company"]]
    return {"code": code, **first, "former_names": "|".join(dict.fromkeys([*olds, *others])) or None}


def resolved(known: pd.DataFrame, text: str) -> str:
    """Return the code of the company that `text` means: a ticker with or without its exchange, a name or former name in either language,
    or a part of one that only one company has. Refused where none or several fit, naming those."""
    wanted = text.strip().lower()
    lines = known.to_dict("records")
    whole = [row["code"] for row in lines if wanted in _spoken(row) or wanted == str(row["code"]).lower().split(".")[0]]
    part = [row["code"] for row in lines if wanted and any(wanted in name for name in _spoken(row))]
    found = whole or part
    if len(found) == 1:
        return found[0]
    near = ", ".join(f"{row['company']} ({row['code']})" for row in lines if row["code"] in found[:12])
    raise Refused(Problem("companies.several" if found else "companies.none", values={"found": text, "near": near}))


def _spoken(row: dict) -> tuple[str, ...]:
    olds = str(row["former_names"] or "").split("|") if isinstance(row["former_names"], str) else []
    names = [row["code"], row["company"], row["company_en"], *olds]
    return tuple(str(name).lower() for name in names if isinstance(name, str) and name)


def companies(known: pd.DataFrame, source_ids: tuple[str, ...]) -> Result:
    """Return the directory: every company with its names and how many contracts, endings and announcements the record has of it."""
    facts = {"companies": len(known), "with_ended": int((known["terminated"] > 0).sum())}
    return Result(known[[column.name for column in DIRECTORY]], DIRECTORY, METHOD, facts=facts, source_ids=source_ids)
