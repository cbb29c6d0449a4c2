"""Companies: what can be asked of one company, found by ticker, name or former name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis import companies
from charts import companies as drawn
from data.schema import Column, Result, Text
from views.contracts.trend import RATES, rates
from views.view import Query, View

COMPANY = Column(
    "company",
    "text",
    Text("Company", "公司"),
    Text("Ticker with or without its exchange, name or former name in either language", "股票代码（可不带后缀）、中英文名称或曾用名"),
)
_DATASETS = ("contracts", "contract_events", "investments", "contract_cohorts", "companies")


@dataclass(frozen=True)
class Chosen:
    """The company that is asked for, and its own rows of each dataset."""

    code: str
    known: pd.DataFrame
    contracts: pd.DataFrame
    events: pd.DataFrame
    investments: pd.DataFrame
    cohorts: pd.DataFrame
    revenue: pd.DataFrame


def known(tables: Any) -> pd.DataFrame:
    """Return every company with its names, one line each, `code` being what it is asked by."""
    return companies.directory(*(tables.frame(name) for name in ("contracts", "investments", "contract_cohorts", "companies")))


def code_of(listed: pd.DataFrame, text: str) -> str:
    """Return the code of the company that `text` means. Refused where none or several fit."""
    return companies.resolved(listed, text)


def chosen(tables: Any, query: Query) -> Chosen:
    """Return the company asked for, by the entry `company` or by either filter; unasked, the one with the most endings."""
    listed = known(tables)
    asked = query.settings.get("company") or next((values[0] for values in query.where.values() if values), "")
    code = code_of(listed, asked) if asked else next(iter(listed["code"]), "")
    frames = {name: tables.frame(name) for name in _DATASETS}
    own = {name: frame[_owner(name, frame) == code].reset_index(drop=True) for name, frame in frames.items() if name != "contract_events"}
    return Chosen(code, listed, own["contracts"], frames["contract_events"], own["investments"], own["contract_cohorts"], own["companies"])


def _owner(name: str, frame: pd.DataFrame) -> pd.Series:
    issuer = frame["issuer_ticker"].fillna(frame["ticker"]) if name == "investments" else frame["ticker"]
    return issuer.fillna(frame["company"])


def _companies(tables: Any, _: Query) -> Result:
    used = (tables.frame(name) for name in ("contracts", "investments", "contract_cohorts", "companies"))
    return companies.companies(known(tables), tuple(sorted({source for frame in used for source in frame["source_id"].dropna()})))


def _company(tables: Any, query: Query) -> Result:
    one = chosen(tables, query)
    return companies.company(one.code, one.known, one.contracts, one.events, one.investments, one.cohorts, one.revenue)


def _unknown(tables: Any, query: Query) -> Result:
    return companies.company_unknown(_company(tables, query))


def _contracts(tables: Any, query: Query) -> Result:
    one = chosen(tables, query)
    return companies.company_contracts(one.contracts, one.revenue, rates(query))


def _financing(tables: Any, query: Query) -> Result:
    return companies.company_financing(chosen(tables, query).investments)


def _view(name: str, compute: Any, draw: Any, *datasets: str, entries: tuple[Column, ...] = ()) -> View:
    return View(name, "companies", datasets or _DATASETS, compute, draw, where=("ticker", "company"), entries=(COMPANY, *entries))


VIEWS = (
    View("companies", "companies", ("contracts", "investments", "contract_cohorts", "companies"), _companies, drawn.companies),
    _view("company", _company, drawn.company),
    _view("company_unknown", _unknown, drawn.unknown),
    _view("company_contracts", _contracts, drawn.contracts, entries=RATES),
    _view("company_financing", _financing, drawn.financing),
)
