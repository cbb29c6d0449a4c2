"""What is in the address: a first link of a fresh server, filters, a copied link, the language."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from i18n import say

pytestmark = pytest.mark.browser

ASKED = {"pool": ["vcLJZ,vcpDC"], "by": ["week"], "outages": ["excluded"]}


def asked(page):
    """The filters in the address; the order of pools in it is that of the clicks."""
    found = parse_qs(urlsplit(page.url).query)
    return found | {"pool": [",".join(sorted(found.get("pool", [""])[0].split(",")))]}


def figure(page):
    return page.get_by_test_id("stMetricValue").first.inner_text().replace("\u202f", "")


def pressed(page):
    return sorted(page.locator(".st-key-idle-pool button[aria-pressed=true]").all_inner_texts())


def press(page, key, words):
    page.locator(f".st-key-{key}").get_by_text(words, exact=True).click()


def test_the_first_links_of_a_fresh_server_open_what_they_name(server, cold):
    assert say("idle.title", "zh") in cold["idle"]
    assert say("frame.failed", "zh") not in cold["idle"]
    assert "outages=excluded" in cold["address"]
    assert say("methods.title", "en") in cold["methods"]


def test_filters_change_figures_and_address_and_travel_in_a_copied_link_to_the_other_language(server, surf, ready):
    with surf("zh") as page:
        page.goto(f"{server.url}/idle")
        ready(page, "idle", "zh")
        assert figure(page) == "28.5%"
        press(page, "idle-outages", say("view.outages_excluded", "zh"))
        expect(page.get_by_test_id("stMetricValue").first).to_have_text("26.0%")
        drawn = page.locator(".js-plotly-plot").first.inner_text()
        for pool in ("vcLJZ", "vcpDC"):
            press(page, "idle-pool", pool)
        press(page, "idle-by", say("view.by_week", "zh"))
        page.wait_for_url("**by=week**")
        ready(page, "idle", "zh")
        assert asked(page) == ASKED
        assert page.locator(".js-plotly-plot").first.inner_text() != drawn
        chosen = figure(page)

        page.locator(".st-key-cite-idle-idle_ladder button").click()
        link = page.get_by_test_id("stPopoverBody").get_by_text("http://localhost").last.inner_text()
        assert "lang" not in link

    with surf("en") as page:
        page.goto(link)
        ready(page, "idle", "en")
        assert asked(page) == ASKED
        assert (figure(page), pressed(page)) == (chosen, ["vcLJZ", "vcpDC"])

        press(page, "frame-switch", "中文")
        ready(page, "idle", "zh")
        assert asked(page) == ASKED
        assert (figure(page), pressed(page)) == (chosen, ["vcLJZ", "vcpDC"])

        page.reload()
        ready(page, "idle", "zh")
        assert asked(page) == ASKED
        assert (figure(page), pressed(page)) == (chosen, ["vcLJZ", "vcpDC"])

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
