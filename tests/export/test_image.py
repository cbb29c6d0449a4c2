import io
import os
import re
import subprocess
import sys
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from charts.theme import hue
from data.schema import Refused
from export import image as room
from export.image import available, image
from export.pdf import readable

DRAWN = {tuple(bytes.fromhex(hue(name).fill("light")[1:])) for name in ("allocated", "unallocated")}
"""The colours of the samples' two series."""


def picture(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGB")


def text(pdf: bytes, path: Path) -> str:
    path.write_bytes(pdf)
    return subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True).stdout


@pytest.mark.browser
@pytest.mark.parametrize("scale", [1, 2, 3])
def test_a_png_is_as_wide_as_asked_on_white_and_not_blank(sample, browser, scale):
    shown = picture(image(sample("column", "zh"), "png", scale=scale, width=900))
    assert shown.width == 900 * scale
    assert all(shown.getpixel((x, y)) == (255, 255, 255) for x in (0, shown.width - 1) for y in (0, shown.height - 1))
    colours = {colour for count, colour in shown.getcolors(1 << 24) if count > 1000}
    assert colours >= DRAWN


@pytest.mark.browser
def test_text_in_an_svg_stays_text_in_faces_that_hold_chinese(sample, browser):
    drawn = image(sample("line", "zh"), "svg").decode()
    assert "2020年5月，28.5% 的加速卡时未分配" in drawn and "覆盖率：86.9%。" in drawn
    families = set(re.findall(r"font-family: ([^;]+);", drawn))
    assert families and all("CJK SC" in family and "YaHei" in family for family in families)


@pytest.mark.browser
def test_chinese_in_a_pdf_is_found_by_a_search_and_the_finding_is_its_title(sample, browser, poppler, tmp_path):
    made = image(sample("line", "zh"), "pdf")
    read = text(made, tmp_path / "chart.pdf")
    assert "2020年5月，28.5% 的加速卡时未分配" in read and "工业和信息化部（转引）" in read
    info = subprocess.run(["pdfinfo", str(tmp_path / "chart.pdf")], capture_output=True, text=True, check=True)
    assert "2020年5月，28.5% 的加速卡时未分配" in info.stdout and "Error" not in info.stderr
    subprocess.run(["pdftoppm", "-png", "-r", "72", "-singlefile", str(tmp_path / "chart.pdf"), str(tmp_path / "page")], check=True)
    assert len(picture((tmp_path / "page.png").read_bytes()).getcolors(1 << 24)) > 50


@pytest.mark.browser
@pytest.mark.parametrize("name", ["hostile", "hostile_table", "one_row", "empty"])
def test_nothing_and_nonsense_still_make_an_image(sample, browser, name):
    assert len(picture(image(sample(name, "zh"), "png", scale=1)).getcolors(1 << 24)) > 20


@pytest.mark.browser
def test_eight_requests_at_once_get_their_own_charts(sample, browser):
    charts = [sample("line", title=f"Finding number {i}.") for i in range(8)]
    with ThreadPoolExecutor(8) as threads:
        drawn = list(threads.map(lambda chart: image(chart, "svg").decode(), charts))
    assert [re.findall(r"Finding number \d", svg)[0] for svg in drawn] == [f"Finding number {i}" for i in range(8)]


@pytest.mark.browser
def test_images_stay_ours_after_streamlit_changed_the_default_template(sample, browser):
    import plotly.io
    import streamlit  # noqa: F401

    before, plotly.io.templates.default = plotly.io.templates.default, "plotly_dark"
    try:
        shown = picture(image(sample("column"), "png", scale=1))
    finally:
        plotly.io.templates.default = before
    assert {colour for _, colour in shown.getcolors(1 << 24)} >= DRAWN and shown.getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.browser
def test_the_page_that_draws_asks_no_network_for_anything(sample, browser):
    image(sample("line"), "svg")
    page = Path(room._renderer._kaleido._index.removeprefix("file://")).read_text()
    sources = re.findall(r'src="([^"]+)"', page)
    assert len(sources) == 2 and all(source.startswith("file://") for source in sources)


@pytest.mark.browser
def test_a_browser_that_fails_is_replaced_once(sample, browser, monkeypatch):
    drawn, tried = room._Renderer.image, []

    def failing_first(renderer, *given):
        tried.append(renderer)
        if len(tried) == 1:
            raise TimeoutError
        return drawn(renderer, *given)

    monkeypatch.setattr(room._Renderer, "image", failing_first)
    assert image(sample("line"), "svg").startswith(b"<svg")
    assert len(tried) == 2 and tried[0] is not tried[1]


@pytest.mark.browser
def test_a_browser_that_died_is_replaced(sample, browser):
    image(sample("line"), "svg")
    room._renderer._kaleido.subprocess.kill()
    room._renderer._kaleido.subprocess.wait()
    assert image(sample("line"), "svg").startswith(b"<svg")


def test_a_browser_that_keeps_failing_is_a_refusal(sample, monkeypatch):
    def failing(*given):
        raise TimeoutError

    monkeypatch.setattr(room, "browser", lambda: "/bin/true")
    monkeypatch.setattr(room, "_rendered", failing)
    with pytest.raises(Refused) as refused:
        image(sample("line"), "png")
    assert [problem.code for problem in refused.value.problems] == ["export.not_rendered"]


def test_without_a_browser_an_image_is_refused_at_once(sample, monkeypatch):
    monkeypatch.setenv("CHROME_PATH", "/no/such/browser")
    start = time.perf_counter()
    assert not available()
    with pytest.raises(Refused) as refused:
        image(sample("line"), "png")
    assert time.perf_counter() - start < 1
    assert [problem.code for problem in refused.value.problems] == ["export.no_browser"]


@pytest.mark.browser
def test_the_named_browser_is_the_one_taken(browser, monkeypatch):
    monkeypatch.setenv("BROWSER_PATH", browser)
    monkeypatch.delenv("CHROME_PATH", raising=False)
    assert room.browser() == browser


@pytest.mark.browser
def test_the_process_ends_in_silence(browser, tmp_path):
    script = (
        "import sys; sys.path[:0] = [sys.argv[1], sys.argv[2]]\n"
        "from conftest import SAMPLES\nfrom export.image import image\n"
        "assert image(SAMPLES['line']('en'), 'png').startswith(b'\\x89PNG')\n"
    )
    root, here = Path(__file__).parents[2], Path(__file__).parent
    given = [sys.executable, "-c", script, str(root), str(here)]
    ended = subprocess.run(given, capture_output=True, text=True, timeout=120, env={**os.environ, "PYTHONWARNINGS": "ignore"})
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


def pdf(*objects: bytes) -> bytes:
    made, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    rows = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d\n/Info 1 0 R>>\n" % (len(objects) + 1, rows, len(objects) + 1)
    return made + head + b"startxref\n%d\n%%%%EOF\n" % len(made)


def mapping(*lines: str) -> bytes:
    packed = zlib.compress(("begincmap\n" + "\n".join(lines) + "\nendcmap").encode())
    return b"<</Filter /FlateDecode\n/Length %d>> stream\n%s\nendstream" % (len(packed), packed)


def mappings(made: bytes) -> list[str]:
    packed = re.findall(rb"/FlateDecode\n/Length \d+>> stream\n(.*?)\nendstream", made, re.DOTALL)
    return [zlib.decompress(stream).decode() for stream in packed]


def test_radicals_become_the_characters_they_stand_for_and_codes_of_glyphs_are_left():
    made = pdf(
        b"<</Title (Page)\n/Creator (x)>>",
        mapping("2 beginbfchar", "<2F49> <2F49>", "<07> <673A>", "endbfchar", "1 beginbfrange", "<0E> <10> <2F00>", "endbfrange"),
    )
    changed = mappings(readable(made, "十月"))[-1]
    assert "<2F49> <6708>" in changed and "<07> <673A>" in changed
    assert "<0E> <10> [<4E00> <4E28> <4E36>]" in changed
    assert b"/Title <FEFF53416708>\n/Creator (x)>>" in readable(made, "十月")


def test_the_changed_objects_are_where_the_new_table_says():
    made = readable(pdf(b"<</Title (Page)\n/Creator (x)>>", mapping("1 beginbfchar", "<01> <2F49>", "endbfchar")), "A")
    start = int(re.search(rb"startxref\n(\d+)\n%%EOF\n$", made).group(1))
    rows = re.findall(rb"(\d+) 1\n(\d{10}) 00000 n \n", made[start:])
    assert [number for number, _ in rows] == [b"1", b"2"]
    assert all(made[int(offset) :].startswith(number + b" 0 obj\n") for number, offset in rows)
    assert b"/Prev " in made[start:]


def test_a_pdf_of_another_build_is_left_alone():
    for other in (b"", b"%PDF-1.7\n", b"%PDF-1.7\nstartxref\n3\n%%EOF\n"):
        assert readable(other, "A") == other
