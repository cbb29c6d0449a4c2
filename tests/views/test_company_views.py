"""One company by any of its names, with what is known and what is not."""

import pandas as pd
import pytest

from data.schema import Refused
from data.store import NewUpload
from data.tables import DATASETS
from views import VIEWS, Query


def result(store, view: str, company: str = "", **asked: object):
    settings = {"company": company} if company else {}
    return VIEWS[view].result(store.tables("local"), Query(settings=settings, **asked))


FIVE = {
    "600186.SH": ("莲花控股", "Lotus", "600186"),
    "002229.SZ": ("鸿博股份", "Hongbo", "002229"),
    "688316.SH": ("青云科技", "QingCloud", "688316"),
    "300798.SZ": ("锦鸡股份", "Jinji", "300798"),
    "300287.SZ": ("飞利信", "Philisense", "300287"),
}


@pytest.mark.parametrize(("ticker", "name"), [(ticker, name) for ticker, names in FIVE.items() for name in (ticker, *names)])
def test_the_five_companies_of_the_article_are_found_by_each_name(store, ticker, name):
    assert result(store, "company", name).facts["ticker"] == ticker


def test_a_filter_finds_a_company_as_well_as_the_entry(store):
    for where in ({"ticker": ("600186",)}, {"company": ("莲花控股",)}):
        assert result(store, "company", where=where).facts["ticker"] == "600186.SH"


def test_what_is_not_known_of_philisense_is_said_in_words(store):
    found = result(store, "company", "飞利信")
    assert dict(found.facts["not_known"]).keys() >= {"value", "start", "end", "reason", "counterparty", "delivered", "revenue"}
    assert found.frame["event"].tolist() == ["terminated"]
    assert pd.isna(found.frame["event_date"].iloc[0])
    note = VIEWS["company"].chart(found, "en").caption.note_line
    assert "Not known: the value of contracts (1)" in note and "why a contract ended (1)" in note
    assert "未知：合同金额（1）" in VIEWS["company"].chart(found, "zh").caption.note_line


def test_lotus_has_nine_contracts_two_ended_and_its_own_totals_stand_in_its_timeline(store):
    found = result(store, "company", "Lotus")
    facts = found.facts
    assert (facts["contracts"], facts["terminated"], facts["completed"], facts["running"]) == (9, 2, 2, 5)
    assert facts["terminated_value"] == {"cny": 555_360_138 + 693_000_000}
    shares = {one["year"]: (one["contracts"], one["terminated"]) for one in facts["by_year"]}
    assert shares == {2023: (1, 1), 2024: (7, 1), 2025: (1, 0)}
    assert facts["by_year"][0]["value_share"] == 1
    assert (
        "Terminated, by year of start: 2023, 1 of 1; 2024, 1 of 7; 2025, 0 of 1." in VIEWS["company"].chart(found, "en").caption.note_line
    )
    said = "按起始年份的终止情况：2023年 1 份中 1 份；2024年 7 份中 1 份；2025年 1 份中 0 份。"
    assert said in VIEWS["company"].chart(found, "zh").caption.note_line
    disclosed = found.frame[found.frame["event"] == "disclosure"]
    assert {61.0, 9.0, 3.0} <= set(disclosed["amount"])


def test_a_former_name_leads_to_the_company_of_today(store):
    facts = result(store, "company", "华铁应急").facts
    assert (facts["company"], facts["former_names"]) == ("海南华铁", "华铁应急")


def test_the_reit_of_range_stands_on_the_page_of_its_issuer_with_a_valuation_that_is_no_amount(store):
    found = result(store, "company_financing", "300442")
    reit = found.frame[found.frame["instrument"] == "reit"].iloc[0]
    assert (reit["ticker"], reit["raised_cny"], reit["valuation_cny"]) == ("180901.SZ", 4_500_000_000, 3_725_000_000)
    assert found.facts["raised_cny"] == 5_500_000_000
    assert "CNY 3.73 bn" in VIEWS["company_financing"].chart(found, "en").title


def test_one_issue_in_two_revisions_is_counted_once_and_listed_twice(store):
    found = result(store, "company_financing", "奥飞数据")
    assert found.frame["investment_id"].str.startswith("300738").sum() == 3
    assert found.facts["raised_cny"] == 1_695_000_000


@pytest.mark.parametrize(("text", "code"), [("no such company", "companies.none"), ("股份", "companies.several")])
def test_a_name_that_fits_none_or_several_is_refused(store, text, code):
    with pytest.raises(Refused) as refused:
        result(store, "company", text)
    assert refused.value.problems[0].code == code


def test_revenue_that_is_uploaded_gives_each_contract_its_share(store):
    assert "companies.no_revenue" in [flag.code for flag in result(store, "company_contracts", "688316").flags]
    row = {"ticker": "688316.SH", "company": "青云科技", "fiscal_year": 2023, "annual_revenue_cny": 340_646_400.0}
    frame = pd.DataFrame([row]).reindex(columns=list(DATASETS["companies"].names))
    store.add(NewUpload("companies", frame, "revenue.csv", "1" * 64, "local"))
    found = result(store, "company_contracts", "688316")
    assert found.frame["share_of_annual_revenue"].iloc[0] == pytest.approx(0.5)


def test_the_directory_lists_every_company_once(store):
    frame = result(store, "companies").frame
    assert frame["ticker"].dropna().is_unique
    assert frame["contracts"].sum() == 116
