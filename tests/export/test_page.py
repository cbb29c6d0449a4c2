import datetime as dt
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from export.page import ROWS, page

DAY = dt.date(2026, 11, 23)


class Reader(HTMLParser):
    """What a browser would see: tags with their attributes, and the text of each."""

    def __init__(self, content: bytes):
        super().__init__()
        self.tags, self.cells, self.open = [], [], []
        self.feed(content.decode("utf-8"))

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        self.open.append(tag)
        if tag in ("td", "th", "dd", "title"):
            self.cells.append((tag, ""))

    def handle_endtag(self, tag):
        if tag in self.open:
            del self.open[len(self.open) - 1 - self.open[::-1].index(tag) :]

    def handle_data(self, data):
        if self.open and self.open[-1] in ("td", "th", "dd", "title"):
            tag, before = self.cells[-1]
            self.cells[-1] = (tag, before + data)

    def texts(self, tag: str) -> list[str]:
        return [text for found, text in self.cells if found == tag]


def test_the_table_has_the_words_and_numbers_of_the_language(sample):
    chinese, english = Reader(page(sample("line", "zh"), DAY)), Reader(page(sample("line", "en"), DAY))
    assert chinese.texts("th") == ["日期", "已分配", "未分配", "下限", "上限"]
    assert chinese.texts("td")[:5] == ["2020年5月1日", "62.0%", "38.0%", "55.0%", "70.0%"]
    assert english.texts("td")[:2] == ["1 May 2020", "62.0\u202f%"]
    assert chinese.texts("td")[11:15] == ["–"] * 4, "unknown is a dash"
    assert Reader(page(sample("table", "zh"), DAY)).texts("td")[:3] == ["vc0", "闲置", "0"]


@pytest.mark.parametrize(("language", "lang"), [("en", "en"), ("zh", "zh-CN")])
def test_the_page_states_its_language_and_cites_in_three_styles(sample, accessed, language, lang):
    chart = sample("line", language)
    reader = Reader(page(chart, accessed))
    assert ("html", {"lang": lang}) in reader.tags
    assert reader.texts("dd") == [chart.citation(style, accessed) for style in ("en", "gbt7714", "bibtex")]
    assert reader.texts("title") == [chart.title]


def test_nothing_on_the_page_is_fetched_and_nothing_is_sent(sample):
    content = page(sample("line"), DAY)
    reader = Reader(content)
    assert not [tag for tag, given in reader.tags if tag in ("link", "iframe", "img", "object") or "src" in given or "href" in given]
    assert any("default-src 'none'" in given.get("content", "") for tag, given in reader.tags if tag == "meta")
    config = json.loads(re.search(rb"config = (\{.*?\}), name", content).group(1))
    assert config["showSendToCloud"] is False and config["displaylogo"] is False


@pytest.mark.parametrize("name", ["hostile", "hostile_line", "hostile_table"])
def test_words_that_look_like_a_program_are_words(sample, name):
    content = page(sample(name), DAY)
    reader = Reader(content)
    assert [tag for tag, _ in reader.tags].count("script") == 2
    assert content.count(b"</script>") == 2
    assert "=1+1</script><script>window.harmed = true</script>" in reader.texts("title")
    assert name == "hostile_line" or "</script><script>window.harmed = true</script>" in reader.texts("td")


def test_a_long_table_says_how_much_is_left_out_and_an_empty_one_that_nothing_is_there(sample):
    chart = sample("table")
    long = sample("table", frame=pd.concat([chart.frame] * 101, ignore_index=True))
    content = page(long, DAY)
    assert len(Reader(content).texts("td")) == 3 * ROWS and f"The first {ROWS} of 2020 rows.".encode() in content
    assert "当前筛选下没有数据。".encode() in page(sample("empty", "zh"), DAY)


@pytest.fixture
def opened(browser, driver, tmp_path):
    """A page in a Chromium that lists what it asked for and what went wrong."""
    chromium = driver.chromium.launch(executable_path=browser, args=["--no-sandbox"])

    def visit(content: bytes, **options):
        path = tmp_path / "chart.html"
        path.write_bytes(content)
        tab = chromium.new_context(**options).new_page()
        tab.asked, tab.said = [], []
        tab.on("request", lambda request: tab.asked.append(request.url))
        tab.on("console", lambda message: tab.said.append(message.text) if message.type == "error" else None)
        tab.on("pageerror", lambda error: tab.said.append(str(error)))
        tab.goto(path.as_uri())
        tab.wait_for_selector("#chart .main-svg")
        return tab

    yield visit
    chromium.close()


@pytest.mark.browser
@pytest.mark.parametrize("name", ["band", "hostile"])
def test_opened_in_a_browser_it_draws_asks_nothing_and_runs_nothing_strange(sample, opened, name):
    tab = opened(page(sample(name, "zh"), DAY))
    assert tab.said == []
    assert [url for url in tab.asked if not url.startswith(("file:", "blob:", "data:"))] == []
    assert tab.evaluate("window.harmed === undefined")
    assert sample(name, "zh").title[:6] in tab.inner_text("#chart")


@pytest.mark.browser
def test_the_browsers_own_images_carry_finding_and_foot(sample, opened, tmp_path):
    chart = sample("line", "zh")
    tab = opened(page(chart, DAY), viewport={"width": 390, "height": 800}, color_scheme="dark")
    saved = {}
    for form in ("png", "svg"):
        with tab.expect_download() as download:
            tab.click(f"[data-form={form}]")
        assert download.value.suggested_filename == f"{chart.file_stem}.{form}"
        download.value.save_as(tmp_path / f"chart.{form}")
        saved[form] = Path(tmp_path / f"chart.{form}").read_bytes()
    assert saved["png"].startswith(b"\x89PNG") and len(saved["png"]) > 20_000
    drawn = saved["svg"].decode()
    assert chart.title in drawn and chart.caption.source_line in drawn and 'width="1100"' in drawn


@pytest.mark.browser
def test_the_drawing_fits_the_screen_and_the_scheme(sample, opened):
    content = page(sample("column"), DAY)
    phone = opened(content, viewport={"width": 360, "height": 700}, color_scheme="dark")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert phone.evaluate("document.querySelector('#chart .main-svg').getBoundingClientRect().right <= innerWidth")
    assert phone.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 23, 30)"
    phone.set_viewport_size({"width": 1300, "height": 700})
    phone.wait_for_selector('#chart .main-svg[width="1100"]')
