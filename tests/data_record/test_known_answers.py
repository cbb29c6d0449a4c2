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


def started(frame):
    return frame["signed_on"].fillna(frame["announced_on"])


def share_ended(frame):
    return round(ended(frame)["value_cny"].sum() / frame["value_cny"].sum(), 4)


def test_there_are_seventy_four_contracts_in_yuan_and_forty_two_in_dollars(contracts):
    assert contracts["currency"].value_counts().to_dict() == {"CNY": 74, "USD": 42}


def test_of_twenty_seven_headline_contracts_seven_ended_five_with_a_value(headline):
    gone = ended(headline)
    assert (len(headline), len(gone), gone["value_cny"].count(), gone["value_cny"].sum()) == (27, 7, 5, 5_453_283_338)
    assert (headline["value_cny"].count(), headline["value_cny"].sum()) == (22, 33_560_035_338)
    assert share_ended(headline) == 0.1625


def test_without_the_largest_six_of_twenty_six_ended(headline):
    others = headline[headline["ticker"] != "603300.SH"]
    assert (len(others), len(ended(others)), share_ended(others)) == (26, 6, 0.0590)


def test_one_contract_is_two_thirds_of_the_value_that_ended(headline):
    gone = ended(headline)
    largest = gone.loc[gone["value_cny"].idxmax()]
    assert (largest["company"], largest["company_en"], largest["ticker"]) == ("海南华铁", "Hainan Huatie", "603300.SH")
    assert round(largest["value_cny"] / gone["value_cny"].sum(), 4) == 0.6767


def test_of_the_contracts_started_by_the_end_of_2025_five_of_fourteen_ended(headline):
    begun = headline[headline["value_cny"].notna() & (started(headline) <= "2025-12-31")]
    others = begun[begun["ticker"] != "603300.SH"]
    assert (len(begun), len(ended(begun)), share_ended(begun), share_ended(others)) == (14, 5, 0.4824, 0.2316)


def test_by_starting_year_the_young_have_not_ended(headline):
    years = started(headline).str[:4].fillna("unknown")
    found = {year: (len(rows), len(ended(rows))) for year, rows in headline.groupby(years)}
    assert found == {"2023": (3, 1), "2024": (12, 4), "2025": (2, 1), "2026": (7, 0), "unknown": (3, 1)}
    assert share_ended(headline[years == "2024"]) == 0.4722
    assert share_ended(headline[years == "2025"]) == 0.4993
    young = headline[years == "2026"]
    assert (young["value_cny"].sum(), started(young).min()) == (18_856_480_000, "2026-04")


def test_the_headline_contracts_that_ended_lasted_as_many_days_as_stated(headline):
    gone = ended(headline)
    start = pd.to_datetime(started(gone).dropna().map(lambda day: day if len(day) == 10 else f"{day}-01"))
    end = pd.to_datetime(gone["ended_on"].dropna().map(lambda day: day if len(day) == 10 else f"{day}-01"))
    # 211, and not 213 as in the record of 23 November: the largest is now known to be signed on 3 March 2025, not on some day of it.
    assert sorted((end - start).dropna().dt.days) == [123, 211, 222, 316, 421, 456]


def test_the_share_ended_hangs_on_one_contract_that_is_not_stated_as_ended(contracts, headline):
    never = contracts[contracts["delivered_cny"] == 0].set_index("contract_id")
    assert never["value_cny"].dropna().to_dict() == {
        "600186-20241228-1": 555_360_138,
        "603300-20250305-1": 3_690_000_000,
        "603220-000000-1": 346_000_000,
    }
    assert never.loc["603220-000000-2", ["currency", "value_original", "status"]].tolist() == ["USD", 20_000_000, "terminated"]
    assert set(never["side"] + never["object"] + never["commitment"]) == {"sellscompute_servicefirm"}
    assert never.loc["603220-000000-1", "status"] == "unknown"
    counted = (5_453_283_338 + 346_000_000) / headline["value_cny"].sum()
    assert round(counted, 4) == 0.1728


def test_as_firm_three_frameworks_of_one_seller_would_halve_the_share_ended(contracts, headline):
    frameworks = contracts.query("ticker == '600673.SH' and object == 'compute_service'")
    assert (len(frameworks), set(frameworks["commitment"]), frameworks["value_cny"].sum()) == (3, {"framework"}, 39_000_000_000)
    assert round(5_453_283_338 / (headline["value_cny"].sum() + 39_000_000_000), 2) == 0.08


def test_a_purchase_ceiling_that_a_board_approved_is_no_firm_contract(contracts):
    ceilings = contracts[contracts["commitment"] == "ceiling"]
    assert (len(ceilings), set(ceilings["ticker"]), set(ceilings["side"])) == (7, {"300857.SZ", "001339.SZ"}, {"buys"})
    assert (ceilings["value_cny"].sum(), set(ceilings["amount_is"])) == (35_200_000_000, {"ceiling"})


def test_all_contracts_in_yuan_that_ended_with_a_value_are_seven(contracts):
    gone = ended(contracts[contracts["currency"] == "CNY"])
    assert (gone["value_cny"].count(), gone["value_cny"].sum()) == (7, 6_640_283_338)


def test_a_contract_in_dollars_has_no_value_in_yuan(contracts):
    dollars = contracts[contracts["currency"] == "USD"]
    assert dollars[["value_cny", "value_ended_cny"]].isna().all(axis=None)
    # Nothing delivered is nothing in any currency: the one stated zero is of a contract in USD that was never performed.
    assert dollars["delivered_cny"].dropna().tolist() == [0]
    assert dollars["value_original"].notna().sum() == 36


def test_what_was_delivered_is_known_of_six_contracts_only(contracts):
    known = contracts.dropna(subset="delivered_cny").set_index("contract_id")["delivered_cny"].to_dict()
    assert known == {
        "600186-20230928-1": 25_200_000,
        "600186-20241228-1": 0,
        "603300-20250305-1": 0,
        "603220-000000-1": 0,
        "603220-000000-2": 0,
        "603322-202312-1": 123_000_000,
    }


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


def test_what_a_regulator_did_is_told_by_its_kind():
    events = rows("contract_events")
    huatie = events[events["contract_id"] == "603300-20250305-1"].set_index("event_date")["event"]
    assert huatie[["2025-09-30", "2025-10-16", "2025-12-26"]].tolist() == ["inquiry_letter", "case_opened", "penalty_notice"]
    assert set(events.loc[events["event_date"] == "2024-11-07", "event"]) == {"warning_letter"}
    assert not (events["event"] == "penalty").any(), "no penalty was decided as far as the record knows"


def test_the_seller_of_the_largest_was_late_itself_twice():
    huatie = rows("contract_events").query("contract_id == '603300-20250305-1' and event == 'delayed'")
    assert huatie["event_date"].tolist() == ["2025-06-27", "2025-08-29"]


def test_two_contracts_of_2026_were_amended_upward():
    up = rows("contract_events").query("event == 'amended_up' and event_date >= '2026'").set_index("contract_id")["value_cny"]
    assert up.to_dict() == {"300209-202604-1": 2_879_000_000, "300209-000000-1": 3_053_000_000}


def test_a_second_company_gives_a_denominator_a_bound_over_a_bound():
    found = rows("contract_cohorts").query("ticker == '000818.SZ'").set_index("metric")[["value", "qualifier"]]
    assert found.loc["contracts_signed_value"].tolist() == [5_300_000_000, "above"]
    assert found.loc["contracts_terminated_value"].tolist() == [630_000_000, "below"]


def test_seven_published_utilization_figures_are_targets():
    assert rows("utilization_reports")["is_target"].sum() == 7


def test_every_published_utilization_figure_says_of_what_resource():
    reports = rows("utilization_reports")
    assert reports["resource"].notna().all()
    assert reports.loc[reports["basis"].isin(["gpu_utilization", "sm_activity", "mfu"]), "resource"].isin(["cards", "unstated"]).all()
    assert set(reports.loc[reports["subject"].str.contains("GDS"), "resource"]) == {"area"}
    assert set(reports.loc[reports["subject"].str.contains("MW"), "resource"]) == {"power"}


def test_a_commitment_rate_of_area_or_megawatts_is_a_leased_rate():
    reports = rows("utilization_reports")
    lessors = reports[reports["subject"].str.contains("GDS|Chindata")]
    assert set(lessors["basis"]) == {"leased_rate", "rack_occupancy"}
    assert not (reports.loc[reports["basis"] == "allocation_rate", "resource"].isin(["area", "power", "racks"])).any()


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("GDS Holdings (area)", {"2024-03": 0.735, "2025-06": 0.775, "2025-09": 0.744}),
        ("GDS Holdings (area, incl. international)", {"2022-03": 0.674, "2024-06": 0.733}),
    ],
)
def test_the_lessor_by_area_has_a_line_for_china_and_one_for_the_company(subject, expected):
    found = rows("utilization_reports").query("subject == @subject and basis == 'rack_occupancy'").set_index("period")["point"]
    assert found[list(expected)].to_dict() == expected


def test_national_racks_are_one_series_with_its_changes_of_scope():
    racks = rows("utilization_reports").query("family == 'National racks'").sort_values("period")
    assert set(racks["family_zh"]) == {"全国机架"} and set(racks["resource"]) == {"racks"}
    assert racks["period"].tolist() == ["2017", "2021", "2023", "2024-03", "2026-06"]
    assert racks["point"].fillna(racks["low"]).tolist() == [0.528, 0.55, 0.58, 0.6272, 0.714]
    assert racks["subject"].nunique() == 5


def test_the_figures_of_august_2026_state_no_resource():
    found = rows("utilization_reports").query("period == '2026-08'")
    assert found["point"].fillna(found["low"]).tolist() == [0.3, 0.94, 0.9]
    assert set(found["resource"]) == set(found["basis"]) == {"unstated"}


def test_the_router_counted_its_weeks():
    weeks = rows("demand").query("metric == 'weekly_tokens' and entity == 'OpenRouter, all models'").set_index("period_end")["value"]
    found = weeks[["2026-05-10", "2026-08-02", "2026-09-13", "2026-09-27"]]
    assert found.tolist() == [25.7e12, 56.8e12, 127e12, 146e12]


def test_guizhou_passed_its_target_of_total_compute():
    there = rows("capacity").query("region == 'CN-GZ' and metric == 'total_compute' and period_end == '2025-12-31'")
    assert ("above", 150.0) in set(there[["qualifier", "value"]].itertuples(index=False, name=None))
    target = rows("targets").query("region == 'CN-GZ' and indicator == 'total_compute' and due == '2025-12-31'")
    assert target["value"].tolist() == [80.0]


def test_three_proxies_of_regional_need_add_up_to_the_published_totals():
    proxies = rows("regional_proxies")
    assert proxies["proxy"].value_counts().to_dict() == {"population": 31, "enterprises": 31, "gdp": 30}
    totals = proxies.groupby("proxy")["value"].sum()
    assert (totals["population"], totals["enterprises"]) == (1_409_778_724, 1_896_012)
    of_gdp = set(proxies.loc[proxies["proxy"] == "gdp", "region"])
    assert set(proxies["region"]) - of_gdp == {"CN-HI"}


def test_an_hourly_price_of_the_provider_whose_month_is_480_hours_is_out_of_line():
    hourly = rows("prices").query("source_publisher == '天翼云' and unit == 'cny_per_card_hour' and since == '2026-11-25'")
    marked = hourly[hourly["caveat"] == "out_of_line"].set_index("model")["price"]
    assert marked.to_dict() == {"L20": 15.72, "Cambricon MLU370-S4": 13.0, "L40S": 31.28}


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


def test_the_inputs_of_cost_are_those_cited_and_a_module_is_no_server():
    found = rows("cost_inputs")
    server = found[(found["input"] == "server_price") & (found["model"] == "H800")].iloc[0]
    assert (server["point"], server["cards_per_unit"], server["unit"]) == (2_100_000, 8, "cny_per_server")
    assert server["point"] * 330 == 693_000_000
    modules = found[found["input"] == "module_price"]
    assert set(modules["model"]) == {"H200", "H20 96GB"} and set(modules["unit"]) == {"cny_per_module"}
    hubei = found[(found["region"] == "CN-HB") & (found["input"] == "electricity")]
    assert (hubei["point"].min(), hubei["point"].max()) == (0.594986, 0.715686)
    assert found.loc[found["input"] == "electricity_purchase", "point"].tolist() == [0.38447], "alone it is no bill"
    assert set(found.loc[found["is_target"], "input"]) == {"pue"} and found.loc[found["input"] == "pue", "is_target"].all()
    assert found.loc[found["input"] == "service_life", "point"].tolist() == [6, 6, 5, 5, 6]


def test_the_shipped_telemetry_adds_up_to_the_check_values():
    usage = rows("usage")
    assert (len(usage), usage["pool"].nunique(), usage["installed_card_hours"].sum()) == (7_440, 10, 553_536)
    assert usage["allocated_card_hours"].sum() == pytest.approx(395_635.92, abs=0.01)
    assert usage["queued_card_hours"].sum() == pytest.approx(44_939.12, abs=0.01)
    assert set(usage["cluster_installed_card_hours"]) == {856}
