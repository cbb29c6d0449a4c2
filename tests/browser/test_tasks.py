"""What analysts come to do, driven in a browser and counted in clicks, on the first visit of each."""

import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from i18n import say

pytestmark = pytest.mark.browser

DATED = re.compile(r"(\d[\d.]*)\u202f%")
ON_SCREEN = """() => [...document.querySelector('.js-plotly-plot').querySelectorAll('.main-svg text')]
  .map(text => ({words: text.textContent, box: text.getBoundingClientRect()}))
  .filter(({box}) => box.bottom <= innerHeight && box.top >= 0).sort((a, b) => a.box.top - b.box.top).map(({words}) => words)"""
"""The words of the first chart that are on the screen without scrolling, from its top down."""


class Visit:
    """A reader who counts clicks."""

    def __init__(self, page, ready):
        self.page, self._ready, self.clicks = page, ready, 0

    def click(self, place, name, language="en"):
        """Click, and wait until page `name` is there."""
        before = self.page.url
        place.first.click()
        self.page.wait_for_url(lambda now: now != before)
        self.clicks += 1
        self._ready(self.page, name, language, charted=False)

    def to(self, name):
        self.click(self.page.get_by_role("link", name=say(f"frame.page_{name}", "en"), exact=True), name)

    def section(self, name, code):
        self.click(self.page.locator(f".st-key-{name}-section").get_by_text(say(f"{name}.section_{code}", "en"), exact=True), name)

    def words(self) -> str:
        return self.page.get_by_test_id("stMain").inner_text().replace("\u202f", " ")


@pytest.fixture
def visit(server, surf, ready):
    """A reader at the first page: with visit(width, height) as reader."""

    @contextmanager
    def visiting(width=1440, height=900, address=""):
        with surf("en", width, height) as page:
            page.goto(f"{server.url}/{address}")
            ready(page, address.split("?")[0] or "overview")
            yield Visit(page, ready)

    return visiting


def figures(lines) -> list[tuple[str, str]]:
    """The published figures among the words of a chart, each with its basis: in the sentence, or in a dated row under its heading."""
    found, basis = [], ""
    for line in lines:
        dated = re.search(r"20\d\d", line)
        if line.startswith("—"):
            basis = line.strip("— ")
        elif line.startswith("Published card use"):
            used, racks = line.split(";")
            found += [("card use", value) for value in DATED.findall(used)] + [("racks", value) for value in DATED.findall(racks)]
        elif dated and basis:
            found += [(basis, value) for value in DATED.findall(line)[:1]]
    return found


@pytest.mark.parametrize(("width", "height", "least"), [(1440, 900, 5), (390, 844, 3)])
def test_how_idle_compute_is_stands_on_the_first_screen_with_basis_and_date(visit, width, height, least):
    with visit(width, height) as reader:
        found = figures(reader.page.evaluate(ON_SCREEN))
    assert len(found) >= least, found
    assert {("card use", "20"), ("card use", "55"), ("racks", "71.4")} <= {*found}
    assert reader.clicks == 0


def test_which_contracts_fell_why_and_what_is_at_risk_is_read_without_a_click(visit):
    with visit() as reader:
        words = reader.words()
    assert "7 of 27 contracts were terminated" in words
    assert re.search(r"CNY 3.69 bn Hainan Huatie\s+ended 30 September 2025 · 211 days · No orders placed", words)
    assert "Of 11 more nothing was" in words
    assert reader.clicks == 0


def test_whether_it_rises_or_falls_is_two_clicks_away_at_most(visit):
    with visit() as reader:
        reader.to("idle")
        series = reader.page.locator(".js-plotly-plot").nth(1)
        expect(series).to_contain_text("52.8")
        expect(series).to_contain_text("71.4")
    assert reader.clicks <= 2


def test_what_idle_cards_cost_is_three_clicks_away_and_needs_no_typing(visit):
    with visit() as reader:
        reader.to("idle")
        reader.section("idle", "cost")
        expect(reader.page.locator(".js-plotly-plot").first).to_contain_text("157,900")
        expect(reader.page.get_by_test_id("stMetricValue").first).to_contain_text("CNY")
    assert reader.clicks <= 3


@pytest.mark.reference
def test_an_own_cluster_stands_beside_that_of_the_record_four_clicks_after_the_file(serving, filled, surf, ready, reference):
    with serving(filled) as own, surf("en", 1440, 900) as page:
        page.goto(f"{own.url}/datasets?dataset=usage")
        ready(page, "datasets")
        reader = Visit(page, ready)
        page.locator("input[type=file]").set_input_files(reference / "field" / "uploads" / "usage-gbk-with-mistakes.csv")
        page.get_by_text("Store only the 333 rows without problems").click()
        store = page.get_by_role("button", name=say("upload.store", "en"), exact=True)
        expect(store).to_be_enabled()
        store.click()
        expect(page.get_by_text("333").first).to_be_visible()
        reader.clicks += 2
        reader.click(page.get_by_role("link", name=say("upload.see", "en", page=say("frame.page_idle", "en"))), "idle")
        reader.click(page.locator(".st-key-frame-data").get_by_text(say("view.data_both", "en"), exact=True), "idle")
        charts = page.locator(".js-plotly-plot")
        expect(charts.filter(has_text="28.5").first).to_contain_text("Earth")
        expect(charts.filter(has_text="44.3").first).to_contain_text("自建一号")
        assert reader.clicks <= 4


def test_a_scenario_travels_in_its_link_and_the_facts_stay_those_of_the_record(visit, server, ready):
    def facts(page):
        values = page.get_by_test_id("stMetricValue").all_inner_texts()
        return [re.sub(r"[^\d.]", "", value) for number, value in enumerate(values) if number in (0, 1, 3)]

    with visit(address="demand?section=outlook") as reader:
        page = reader.page
        begun, title = facts(page), page.locator(".js-plotly-plot").first.inner_text()
        page.goto(f"{server.url}/demand?section=outlook&active_parameters_bn=60&lang=zh")
        ready(page, "demand", "zh")
        assert facts(page) == begun
        assert "60" in page.get_by_test_id("stSlider").nth(2).inner_text().split()
        assert page.locator(".js-plotly-plot").first.inner_text() != title
