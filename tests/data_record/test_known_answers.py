"""The answers that the record's own README gives, by plain arithmetic."""

import pandas as pd
import pytest

from data.sources import rows


@pytest.fixture(scope="module")
def contracts():
    return rows("contracts")


@pytest.fixture(scope="module")
def headline(contracts):
    wanted = {"currency": "CNY", "side": "sells", "object": "compute_service", "commitment": "firm"}
    return contracts[(contracts[list(wanted)] == pd.Series(wanted)).all(axis=1)]


def ended(frame):
    return frame[frame["status"] == "terminated"]


def test_there_are_fifty_six_contracts_in_yuan_and_forty_in_dollars(contracts):
    assert contracts["currency"].value_counts().to_dict() == {"CNY": 56, "USD": 40}


def test_of_eighteen_headline_contracts_seven_ended_five_with_a_value(headline):
    gone = ended(headline)
    assert (len(headline), len(gone), gone["value_cny"].count(), gone["value_cny"].sum()) == (18, 7, 5, 5_453_283_338)


def test_one_contract_is_two_thirds_of_the_value_that_ended(headline):
    gone = ended(headline)
    largest = gone.loc[gone["value_cny"].idxmax()]
    assert (largest["company"], largest["company_en"], largest["ticker"]) == ("海南华铁", "Hainan Huatie", "603300.SH")
    assert round(largest["value_cny"] / gone["value_cny"].sum(), 4) == 0.6767


def test_by_the_end_of_2025_five_of_thirteen_had_ended(headline):
    start = headline["signed_on"].fillna(headline["announced_on"])
    begun = headline[headline["value_cny"].notna() & (start <= "2025-12-31")]
    gone = ended(begun)
    assert (len(begun), len(gone)) == (13, 5)
    assert round(gone["value_cny"].sum() / begun["value_cny"].sum(), 4) == 0.4902
    others, gone = begun[begun["ticker"] != "603300.SH"], gone[gone["ticker"] != "603300.SH"]
    assert (len(others), len(gone), round(gone["value_cny"].sum() / others["value_cny"].sum(), 4)) == (12, 4, 0.2372)


def test_the_headline_contracts_that_ended_lasted_as_many_days_as_stated(headline):
    gone = ended(headline)
    start = pd.to_datetime(gone["signed_on"].fillna(gone["announced_on"]).dropna().map(lambda day: day if len(day) == 10 else f"{day}-01"))
    end = pd.to_datetime(gone["ended_on"].dropna().map(lambda day: day if len(day) == 10 else f"{day}-01"))
    assert sorted((end - start).dropna().dt.days) == [123, 213, 222, 316, 421, 456]


def test_all_contracts_in_yuan_that_ended_with_a_value_are_seven(contracts):
    gone = ended(contracts[contracts["currency"] == "CNY"])
    assert (gone["value_cny"].count(), gone["value_cny"].sum()) == (7, 6_640_283_338)


def test_a_contract_in_dollars_has_no_value_in_yuan(contracts):
    dollars = contracts[contracts["currency"] == "USD"]
    assert dollars[["value_cny", "value_ended_cny", "delivered_cny"]].isna().all(axis=None)
    assert dollars["value_original"].notna().sum() == 34


def test_what_was_delivered_is_known_of_three_contracts_only(contracts):
    known = contracts.dropna(subset="delivered_cny").set_index("contract_id")["delivered_cny"].to_dict()
    assert known == {"600186-20230928-1": 25_200_000, "600186-20241228-1": 0, "603300-20250305-1": 0}


def test_a_zero_stands_only_where_a_source_states_it(contracts):
    zeros = {
        (name, column)
        for name in (
            "contracts",
            "contract_events",
            "contract_cohorts",
            "investments",
            "capacity",
            "targets",
            "centres",
            "demand",
            "prices",
        )
        for column in rows(name).select_dtypes("number")
        if (rows(name)[column] == 0).any()
    }
    assert zeros == {("contracts", "delivered_cny")}


def test_lotus_signed_sixty_one_contracts_in_2025_nine_ended_and_three_were_never_performed():
    lotus = rows("contract_cohorts").query("ticker == '600186.SH' and as_of == '2025'").set_index("metric")["value"]
    assert lotus[["contracts_signed", "contracts_terminated", "contracts_never_performed"]].tolist() == [61, 9, 3]
    assert round(lotus["contracts_terminated_value"] / lotus["contracts_signed_value"], 3) == 0.832


@pytest.mark.parametrize(
    ("name", "ticker"),
    [("莲花控股", "600186.SH"), ("鸿博股份", "002229.SZ"), ("青云科技", "688316.SH"), ("锦鸡股份", "300798.SZ"), ("飞利信", "300287.SZ")],
)
def test_the_companies_of_the_article_are_found_by_both_names(contracts, name, ticker):
    found = contracts[contracts["ticker"] == ticker]
    assert set(found["company"]) == {name} and found["company_en"].notna().all()
    assert (found["status"] == "terminated").any()


def test_the_ticker_is_the_companys_on_either_side(contracts):
    named = contracts.dropna(subset="ticker").groupby("ticker")["company"].nunique()
    assert named.max() == 1
    soluna = contracts.set_index("contract_id").loc["SLNH-20240618-1"]
    assert (soluna["company"], soluna["side"], soluna["counterparty"]) == ("Soluna Holdings", "buys", "Hewlett Packard Enterprise")


def test_the_companys_own_word_is_marked_on_every_confirmation():
    events = rows("contract_events")
    assert events.loc[events["event"] == "confirmed", "own_word"].notna().all()
    huatie = events.query("contract_id == '603300-20250305-1' and event == 'confirmed'").iloc[0]
    assert (huatie["event_date"], bool(huatie["own_word"])) == ("2025-03-10", True)


def test_five_published_utilization_figures_are_targets():
    assert rows("utilization_reports")["is_target"].sum() == 5


def test_the_idc_range_states_no_basis():
    found = rows("utilization_reports").query("low == 0.1 and high == 0.15")
    assert len(found) == 2 and set(found["basis"]) == {"unstated"}


def test_the_range_reit_was_valued_at_less_than_it_raised():
    reit = rows("investments").query("issuer_ticker == '300442.SZ' and instrument == 'reit'")
    assert reit[["valuation_cny", "amount_cny"]].to_numpy().tolist() == [[3_725_000_000, 4_500_000_000]]


def test_the_placement_of_aofei_counts_once():
    placements = rows("investments").query("ticker == '300738.SZ' and instrument == 'private_placement'")
    standing = placements[~placements["investment_id"].isin(placements["supersedes"])]
    assert (len(placements), standing["amount_cny"].tolist()) == (2, [1_695_000_000])


def test_guicheng_stands_once_and_its_capacity_is_unknown():
    found = rows("centres").query("name == '桂城智算中心'")
    assert found[["planned_pflops", "operating_pflops"]].isna().to_numpy().tolist() == [[True, True]]


def test_the_phases_of_a_site_share_it():
    centres = rows("centres")
    colossus = centres[centres["site"] == "xAI Colossus Memphis"].sort_values("phase")
    assert colossus["operating_pflops"].tolist() == [98_940, 197_885, 272_880]
    assert centres["name"].str.contains(r"Phase \d").sum() == centres["name"].str.contains(r"Phase \d")[centres["site"].notna()].sum()


def test_intelligent_compute_breaks_precision_between_2024_and_2025():
    official = rows("capacity").query("region == 'CN' and metric == 'intelligent_compute' and series == 'official' and basis == 'actual'")
    known = set(official[["period_end", "value", "precision"]].itertuples(index=False, name=None))
    assert {("2024-12-31", 90.0, "FP32"), ("2025-06-30", 788.0, "FP16"), ("2025-12-31", 1590.0, "FP16")} <= known
    assert {("2026-06-30", 2185.0, "FP16"), ("2025-03-31", 748.0, "unstated"), ("2025-12-31", 1590.0, "unstated")} <= known


def test_both_forecasts_of_idc_for_2026_stand_with_their_edition():
    found = rows("capacity").query("series == 'idc_inspur' and period_end == '2026-12-31' and metric == 'intelligent_compute'")
    assert dict(zip(found["edition"], found["value"], strict=True)) == {"2022-23": 1271.4, "2025": 1460.3}


def test_the_national_token_volume_has_four_dates():
    tokens = rows("demand").query("metric == 'daily_tokens'")
    assert (tokens["scope"] == "national").sum() == 4
    assert tokens.query("scope == 'unstated'")["value"].tolist() == [500e12]


def test_the_one_published_pair_of_supply_and_demand_is_of_one_year_and_precision():
    supply = rows("capacity").query("series == 'ccid' and metric == 'intelligent_compute'")
    demand = rows("demand").query("metric == 'intelligent_compute_demand'")
    told = ["period_end", "value", "unit", "precision"]
    assert supply[told].to_numpy().tolist() == [["2023-12-31", 57.9, "eflops", "unstated"]]
    assert demand[told].to_numpy().tolist() == [["2023-12-31", 123.6, "eflops", "unstated"]]


def test_the_interconnection_targets_of_2026_and_2028_carry_no_number():
    targets = rows("targets")
    assert set(targets.loc[targets["value"].isna(), "due"]) == {"2026-12-31", "2028-12-31"}


def test_rents_of_2024_that_were_printed_as_annual_say_so():
    h100 = rows("prices").query("model == 'H100' and region == 'CN' and period == '2024-01'").iloc[0]
    assert (h100["price_low"], h100["price_high"], h100["unit"], h100["caveat"]) == (
        120_000,
        180_000,
        "cny_per_server_month",
        "printed_as_annual",
    )


def test_the_rent_out_of_line_is_graded_low():
    found = rows("prices").query("price == 64000").iloc[0]
    assert (found["period"], found["caveat"], found["confidence"]) == ("2026-08", "out_of_line", "low")


def test_the_shipped_telemetry_adds_up_to_the_check_values():
    usage = rows("usage")
    assert (len(usage), usage["pool"].nunique(), usage["installed_card_hours"].sum()) == (7_440, 10, 553_536)
    assert usage["allocated_card_hours"].sum() == pytest.approx(395_635.92, abs=0.01)
    assert usage["queued_card_hours"].sum() == pytest.approx(44_939.12, abs=0.01)
    assert set(usage["cluster_installed_card_hours"]) == {856}
