"""What a reader sees where something is missing: a sentence and the way round it, never a trace."""

import io
import re
from urllib.parse import urlsplit

import pytest
from lxml import etree
from PIL import Image
from playwright.sync_api import expect

from i18n import say

pytestmark = pytest.mark.browser


def test_a_damaged_database_is_a_sentence_in_the_language_of_the_reader_on_every_page(surf, serving, filled):
    filled.write_bytes(b"no database" * 1000)
    with serving(filled) as server, surf("zh") as page:
        for name in ("overview", "idle", "datasets"):
            page.goto(f"{server.url}/{name}")
            expect(page.get_by_role("heading", name=say(f"{name}.title", "zh"), exact=True)).to_be_visible()
            expect(page.get_by_test_id("stAlert")).to_have_text(say("store.damaged", "zh", path=str(filled)))
            expect(page.get_by_test_id("stException")).to_have_count(0)
            assert "Traceback" not in page.content()


def test_without_a_browser_on_the_server_the_reader_s_own_makes_the_picture_with_its_words(surf, serving, ready, filled):
    with serving(filled, CHROME_PATH="nowhere") as server, surf("zh") as page:
        page.goto(f"{server.url}/idle?section=clusters")
        ready(page, "idle", "zh")
        page.locator(".st-key-export-idle-idle_ladder button").click()
        way_out = page.get_by_test_id("stPopoverBody")
        expect(way_out.get_by_text(say("export.no_browser", "zh"))).to_be_visible()
        for form in ("PNG", "SVG", "PDF"):
            expect(way_out.get_by_role("button", name=form, exact=True)).to_be_disabled()
        for form in ("HTML", "PPTX", "XLSX", "CSV"):
            expect(way_out.get_by_role("button", name=form, exact=True)).to_be_enabled()

        saved = {}
        for form in ("png", "svg"):
            with page.expect_download() as started:
                way_out.get_by_role("button", name=say(f"export.save_{form}", "zh")).click()
            assert re.fullmatch(rf"idle_ladder_Earth_.*_zh\.{form}", started.value.suggested_filename)
            assert urlsplit(started.value.url).scheme == "blob"
            saved[form] = started.value.path().read_bytes()

    with Image.open(io.BytesIO(saved["png"])) as image:
        assert image.width > 1000
        assert len(image.convert("RGB").resize((300, 200)).getcolors(60_000)) > 50
    words = "".join(etree.fromstring(saved["svg"]).itertext())
    assert "28.5% 未分配给任何任务" in words
    assert "来源：HeliosData" in words
