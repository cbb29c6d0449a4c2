"""Every way out of a chart card, downloaded with clicks and opened: the same words and figures as on the screen."""

import csv
import io
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from PIL import Image
from playwright.sync_api import expect
from pptx import Presentation

from i18n import say

pytestmark = pytest.mark.browser

SERIES = "plot => plot.data.map(series => [series.name, Array.from(series.y)])"
STEM = "idle_ladder_Earth_2020-05-01_2020-05-31_zh"


def colours(image):
    return len(image.convert("RGB").resize((300, 200)).getcolors(60_000))


def same(columns):
    """Series by name, equal to six digits: what an office file or a browser keeps of a figure."""
    return {name: pytest.approx(list(values), abs=1e-6) for name, values in columns}


def downloaded(page, key, label, folder):
    with page.expect_download() as started:
        page.locator(f"[class*={key}]").get_by_role("button", name=label, exact=True).click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    return path


@pytest.fixture(scope="module")
def exports(server, surf, ready, tmp_path_factory):
    """The files of the ladder's card on the Chinese page, by format, with its title and its series as they are drawn there."""
    folder = tmp_path_factory.mktemp("exports")
    with surf("zh") as page:
        page.goto(f"{server.url}/idle?section=clusters")
        ready(page, "idle", "zh")
        page.locator(".st-key-export-idle-idle_ladder button").click()
        expect(page.get_by_test_id("stPopoverBody")).to_be_visible()
        forms = ("png", "svg", "pdf", "html", "pptx", "xlsx", "csv")
        files = {form: downloaded(page, f"st-key-{form}-idle-idle_ladder", form.upper(), folder) for form in forms}
        series = page.locator(".js-plotly-plot").first.evaluate(SERIES)
        page.keyboard.press("Escape")

        page.locator(".st-key-figures-idle-idle_ladder button").click()
        cells = page.get_by_test_id("stPopoverBody").locator("canvas tr")
        expect(cells.nth(9)).to_be_attached()
        table = cells.evaluate_all("rows => rows.map(row => [...row.children].map(cell => cell.textContent))")
        return {**files, "series": series, "table": table}


def test_every_file_is_named_after_metric_scope_period_and_language(exports):
    names = {form: path.name for form, path in exports.items() if isinstance(path, Path)}
    assert names == {form: f"{STEM}.{form}" for form in names}


def test_the_table_beside_the_chart_shows_what_is_drawn(exports):
    head, *rows = exports["table"]
    assert head[:2] == ["日期", "装机（卡时）"]
    for name, drawn in exports["series"]:
        shown = [float(row[head.index(name)]) / 100 for row in rows if len(row) > head.index(name)]
        assert len(shown) > 5
        # A computed share is shown to a tenth of a per cent.
        assert shown == pytest.approx(drawn[: len(shown)], abs=5.1e-4)


def test_the_picture_is_as_sharp_as_was_asked_and_not_blank(exports):
    with Image.open(exports["png"]) as image:
        assert image.width == 2400
        assert colours(image) > 50


def test_the_vector_picture_keeps_its_chinese_as_text(exports):
    words = "".join(etree.parse(exports["svg"]).getroot().itertext())
    assert "28.5%" in words
    assert "28.5% 未分配给任何任务" in words
    assert "来源：HeliosData" in words


def test_the_pdf_is_not_blank_and_its_chinese_can_be_searched(exports, tmp_path):
    assert exports["pdf"].read_bytes().startswith(b"%PDF")
    if not shutil.which("pdftotext"):
        pytest.skip("needs pdftotext of poppler-utils")
    words = subprocess.run(["pdftotext", exports["pdf"], "-"], capture_output=True, text=True, check=True).stdout
    assert "28.5% 未分配给任何任务" in words.replace("\n", "")
    subprocess.run(["pdftoppm", "-png", "-r", "50", exports["pdf"], tmp_path / "page"], check=True)
    pages = list(tmp_path.glob("page*.png"))
    assert len(pages) == 1
    assert colours(Image.open(pages[0])) > 50


def test_the_page_opens_without_a_network_and_draws_the_same_figures(exports, surf):
    with surf("zh", offline=True) as page:
        page.goto(exports["html"].as_uri())
        expect(page.locator(".main-svg").first).to_be_visible()
        assert same(page.locator(".js-plotly-plot").evaluate(SERIES)) == dict(exports["series"])
        assert "28.5% 未分配给任何任务" in page.title()
        page.set_viewport_size({"width": 390, "height": 800})
        page.wait_for_function("() => document.querySelector('.js-plotly-plot')._fullLayout.width < 390")
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_the_slide_holds_a_chart_that_can_be_edited_with_the_figures_of_the_screen(exports):
    (slide, *_) = Presentation(exports["pptx"]).slides
    (chart,) = [shape.chart for shape in slide.shapes if shape.has_chart]
    assert same((each.name, each.values) for plot in chart.plots for each in plot.series) == dict(exports["series"])
    assert any("28.5% 未分配给任何任务" in shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def test_the_workbook_holds_the_figures_of_the_screen(exports):
    head, *rows = openpyxl.load_workbook(exports["xlsx"])[say("export.sheet_data", "zh")].iter_rows(values_only=True)
    drawn = dict(exports["series"])
    assert same((name, [row[head.index(name)] for row in rows]) for name in drawn) == drawn


def test_the_csv_opens_in_a_chinese_excel_and_holds_the_figures_of_the_screen(exports):
    assert exports["csv"].read_bytes().startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(exports["csv"].read_text("utf-8-sig")))
    drawn = dict(exports["series"])
    place = {name: next(at for at, title in enumerate(head) if title.startswith(name)) for name in drawn}
    assert same((name, [float(row[place[name]]) for row in rows]) for name in drawn) == drawn
