"""What is in the address: a first link of a fresh server, filters, a copied link, the language."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from i18n import say

pytestmark = pytest.mark.browser

POOLS = ("vcLJZ", "vcpDC")
ASKED = {"section": ["clusters"], "pool": [",".join(POOLS)], "by": ["week"], "outages": ["excluded"]}


def asked(page):
    """The filters in the address; the order of pools in it is that of the clicks."""
    found = parse_qs(urlsplit(page.url).query)
    return found | {"pool": [",".join(sorted(found.get("pool", [""])[0].split(",")))]}


def figure(page):
    return page.get_by_test_id("stMetricValue").first.inner_text().replace("\u202f", "")


def drawn(page):
    return page.locator(".js-plotly-plot").first.inner_text()


def press(page, key, words):
    page.locator(f".st-key-{key}").get_by_text(words, exact=True).click()


def test_the_first_links_of_a_fresh_server_open_what_they_name(server, cold):
    assert say("idle.title", "zh") in cold["idle"]
    assert say("frame.failed", "zh") not in cold["idle"]
    assert "outages=excluded" in cold["address"]
    assert say("methods.title", "en") in cold["methods"]


def test_filters_change_figures_and_address_and_travel_in_a_copied_link_to_the_other_language(server, surf, ready):
    with surf("zh") as page:
        page.goto(f"{server.url}/idle?section=clusters")
        ready(page, "idle", "zh")
        assert figure(page) == "28.5%"
        page.locator(".st-key-idle-more").get_by_role("button").first.click()
        press(page, "idle-outages", say("view.outages_excluded", "zh"))
        expect(page.get_by_test_id("stMetricValue").first).to_have_text("26.0%")
        before = drawn(page)
        for pool in POOLS:
            page.locator(".st-key-idle-pool input").click()
            page.get_by_role("option", name=pool, exact=True).click()
            page.wait_for_url(f"**pool=*{pool}**")
            expect(page.locator("[data-testid=stApp][data-test-script-state=notRunning]")).to_have_count(1)
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        press(page, "idle-by", say("view.by_week", "zh"))
        page.wait_for_url("**by=week**")
        ready(page, "idle", "zh")
        assert asked(page) == ASKED
        assert drawn(page) != before
        chosen = figure(page)

        page.locator(".st-key-cite-idle-idle_ladder button").click()
        link = page.get_by_test_id("stPopoverBody").get_by_text("http://localhost").last.inner_text()
        assert "lang" not in link

    with surf("en") as page:
        page.goto(link)
        ready(page, "idle", "en")
        assert asked(page) == ASKED
        assert figure(page) == chosen
        assert all(pool in drawn(page) for pool in POOLS)

        press(page, "frame-switch", "中文")
        ready(page, "idle", "zh")
        assert asked(page) == ASKED
        assert figure(page) == chosen
        assert all(pool in drawn(page) for pool in POOLS)

        page.reload()
        ready(page, "idle", "zh")
        assert asked(page) == ASKED
        assert figure(page) == chosen
        assert all(pool in drawn(page) for pool in POOLS)

        page.get_by_role("link", name=say("frame.page_overview", "zh"), exact=True).click()
        ready(page, "overview", "zh")
        assert "pool" not in urlsplit(page.url).query


def test_how_a_chart_is_computed_is_one_click_away(server, surf, ready):
    with surf("zh") as page:
        page.goto(server.url)
        ready(page, "overview", "zh")
        page.get_by_role("link", name=say("card.method", "zh")).nth(1).click()
        ready(page, "methods", "zh")
        assert parse_qs(urlsplit(page.url).query)["topic"] == ["overview"]
        expect(page.get_by_role("heading", level=1)).to_have_count(2)


def test_what_idle_cards_cost_is_two_clicks_from_the_first_screen_and_nothing_is_typed(server, surf, ready):
    with surf("en") as page:
        page.goto(server.url)
        ready(page, "overview", "en")
        page.get_by_role("link", name=say("frame.page_idle", "en"), exact=True).click()
        ready(page, "idle", "en")
        page.locator(".st-key-idle-section").get_by_text(say("idle.section_cost", "en"), exact=True).click()
        expect(page.get_by_test_id("stMetricValue").first).to_have_text("CNY 1.14\u202fm")
        expect(page.get_by_test_id("stMetricValue").nth(2)).to_have_text("65.4\u202f%")
