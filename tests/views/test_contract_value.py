"""One value of a contract: the ledger, the company's page, the trend and the files state the same, and say what it is taken from."""

import hypothesis.strategies as st
import pandas as pd
import pytest
from hypothesis import given, settings

import cli
from analysis import companies
from analysis import contracts as analysis
from analysis.contracts.ledger import contract_ledger
from data.check import checked_file
from data.store import NewUpload
from data.tables import DATASETS
from tests.analysis.test_contracts import NONE, ledger
from views import VIEWS, Query

HEADER = "contract_id,company,company_en,ticker,counterparty,signed_on,value_cny,value_original,value_ended_cny,currency"
LINE = "X-1,示例科技,Example Tech,600998.SH,乙方,2025-01-05,{values},CNY"
REST = "side,object,commitment,status,ended_on"
ENDED = "sells,compute_service,firm,terminated,2025-09-01"


def loaded(store, path) -> None:
    checked = checked_file(path, DATASETS["contracts"])
    assert not checked.problems
    store.add(NewUpload("contracts", checked.frame, path.name, "1" * 64, "local"))


def shown(store, view: str, **asked: object):
    found = VIEWS[view].result(store.tables("local"), Query(**asked))
    return found, {language: VIEWS[view].chart(found, language) for language in ("en", "zh")}


def said(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def stated(store, ticker: str, value: float, kind: str, english: str, chinese: str) -> None:
    """Assert that every place shows one terminated contract of `ticker` with its value, and what that is taken from."""
    only = {"ticker": (ticker,)}
    row = shown(store, "contract_ledger", where=only)[0].frame.iloc[0]
    assert (row["value"], row["value_kind"]) == (value, kind)
    trend, charts = shown(store, "cancellations", where=only)
    assert (trend.facts["with_value"], trend.facts["terminated_value_cny"]) == (1, value)
    found, pages = shown(store, "company", settings={"company": ticker})
    assert (found.facts["terminated_value"], found.facts["signed_value"]) == ({"cny": value}, {"cny": value})
    assert "value" not in dict(found.facts["not_known"])
    ends = found.frame[found.frame["event"] == "terminated"].iloc[0]
    assert (ends["amount"], ends["unit"], ends["value_kind"]) == (value, "CNY", kind)
    for view in ("company_contracts", "contract_concentration"):
        asked = {"settings": {"company": ticker}} if view == "company_contracts" else {"where": only}
        one = shown(store, view, **asked)[0].frame.iloc[0]
        assert (one["terminated_value_cny"], one["value_kind"]) == (value, kind)
    for page in (charts, pages):
        assert english in said(page["en"].title) and chinese in said(page["zh"].title)
        for other, words in NOTES.items():
            assert all((note in page[language].caption.note_line) == (other == kind) for language, note in words.items())


NOTES = {
    "original": {
        "en": "Contracts in CNY whose value is taken from the original currency, no other being stated: 1.",
        "zh": "人民币合同中 1 份未填合同金额，取其原币金额。",
    },
    "ended": {
        "en": "Terminated contracts whose value is taken from the value that ended, no other being stated: 1.",
        "zh": "终止合同中 1 份未披露合同金额，取其终止金额。",
    },
}


@pytest.mark.parametrize(
    ("values", "value", "kind"),
    [
        ("120000000,,", 120e6, "stated"),
        ("120000000,130000000,", 120e6, "stated"),
        (",130000000,", 130e6, "original"),
        (",130000000,125000000", 130e6, "original"),
        (",,125000000", 125e6, "ended"),
    ],
)
def test_a_value_stands_alike_on_every_page_whichever_column_states_it(store, tmp_path, values, value, kind):
    path = tmp_path / "contracts.csv"
    path.write_text(f"{HEADER},{REST}\n{LINE.format(values=values)},{ENDED}\n")
    loaded(store, path)
    stated(store, "600998.SH", value, kind, f"CNY {value / 1e6:.0f} m", f"{value / 1e8:.2f}".rstrip("0") + " 亿元")


@pytest.mark.reference
def test_494_million_stated_in_the_original_currency_stand_on_both_pages_and_in_the_files(store, reference, database, capsys):
    loaded(store, reference / "field/uploads/contracts_original.csv")
    stated(store, "600999.SH", 494e6, "original", "CNY 494 m", "4.94 亿元")
    store.close()
    for view, columns in {
        "contract_ledger": {"value": "494000000.0", "value_kind": "original"},
        "company_contracts": {"terminated_value_cny": "494000000.0", "value_kind": "original"},
    }.items():
        assert cli.main(["result", view, "--where", "ticker=600999.SH", "--set", "data=joined", "--format", "csv"]) == 0
        lines = [line for line in capsys.readouterr().out.splitlines() if line and not line.startswith("#")]
        table = dict(zip(lines[0].split(","), lines[1].split(","), strict=True))
        assert {name: table[name] for name in columns} == columns


AMOUNTS = st.none() | st.integers(1, 10**9)
CONTRACT = st.fixed_dictionaries(
    {
        "currency": st.sampled_from(["CNY", "USD", "HKD", "EUR"]),
        "status": st.sampled_from(["active", "terminated", "completed", "reduced"]),
        "value_cny": AMOUNTS,
        "value_original": AMOUNTS,
        "value_ended_cny": AMOUNTS,
        "signed_on": st.sampled_from(["2024-01-02", "2024-Q4", None]),
    }
)


@settings(max_examples=60, deadline=None)
@given(CONTRACT)
def test_ledger_company_trend_and_concentration_agree_on_value_and_kind_of_any_contract(contract):
    rows = ledger({**contract, "ended_on": "2025-05-01" if contract["status"] == "terminated" else None})
    row = contract_ledger(rows, NONE).frame.iloc[0]
    known, over = pd.notna(row["value"]), contract["status"] == "terminated"
    unit = contract["currency"].lower()
    sums = {unit: row["value"]} if known else {}
    assert pd.notna(row["value_kind"]) == known
    frames = [pd.DataFrame(columns=DATASETS[name].names) for name in ("investments", "contract_cohorts", "companies")]
    directory = companies.directory(rows, *frames)
    page = companies.company(directory["code"].iloc[0], directory, rows, NONE.assign(source_id=None), *frames_with_source(frames))
    assert (page.facts["signed_value"], page.facts["terminated_value"]) == (sums, sums if over else {})
    assert (directory["with_value"].iloc[0] == 1) == known == ("value" not in dict(page.facts["not_known"]))
    trend = analysis.cancellations(rows, day=pd.Timestamp("2026-01-01"))
    assert trend.facts[f"terminated_value_{unit}"] == (row["value"] if known and over else None)
    bridge = analysis.contract_bridge(rows, NONE, pd.Timestamp("2026-01-01"))
    assert bridge.facts[f"announced_{unit}"] == (row["value"] if known else None)
    for found in (analysis.contract_concentration(rows), companies.company_contracts(rows, frames_with_source(frames)[2])):
        listed = found.frame[[f"terminated_value_{unit}", f"other_value_{unit}"]].sum(axis=1, min_count=1).dropna().tolist()
        assert listed == ([row["value"]] if known else [])
        assert not known or found.frame["value_kind"].tolist() == [row["value_kind"]]


def frames_with_source(frames: list[pd.DataFrame]) -> list[pd.DataFrame]:
    return [frame.assign(source_id=None) for frame in frames]
