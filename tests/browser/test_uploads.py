"""Uploads as an analyst makes them: a good file there and back, a file of mistakes that leaves nothing behind, a mapping put right."""

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import expect

from data.store import open_snapshot
from data.tables import DATASETS
from i18n import say

pytestmark = pytest.mark.browser

MISTAKES = Path(__file__).parents[1] / "fixtures" / "usage_40_mistakes.csv"
ROW = 35
"""Pixels of a row of the editor, which is one canvas."""
CLUSTER = "测试集群"
USAGE = (
    "集群,资源池,小时,装机（卡时）,已分配（卡时）\n"
    + "".join(f"{CLUSTER},甲池,2024-06-07 {hour:02d}:00,100,{60 + hour}\n" for hour in range(24))
).encode("gb18030")


def give(page, name, content):
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})


def button(page, code, language):
    return page.get_by_role("button", name=say(code, language), exact=True)


def sees(page, code, language, **values):
    expect(page.get_by_text(say(code, language, **values)).first).to_be_visible()


def held(server):
    """Everything that other processes see: the ledger, and the live rows of every dataset."""
    reading = open_snapshot(server.database)
    tables = reading.tables("local")
    return reading.uploads("local"), {name: tables.frame(name).to_csv() for name in DATASETS}


def go(page, ready, name, language):
    page.get_by_role("link", name=say(f"frame.page_{name}", language), exact=True).first.click()
    ready(page, name, language)


def test_a_chinese_excel_file_is_stored_seen_noticed_twice_and_taken_back(server, surf, ready):
    before = held(server)[1]
    clusters = f".st-key-idle-cluster >> text={CLUSTER}"
    with surf("zh") as page:
        page.goto(f"{server.url}/datasets?dataset=usage")
        ready(page, "datasets", "zh")
        give(page, "用量.csv", USAGE)
        sees(page, "upload.clean", "zh", rows="24")
        assert held(server)[1] == before
        button(page, "upload.store", "zh").click()
        expect(page.get_by_text("已存为上传").first).to_be_visible()
        number = max(line.number for line in held(server)[0])

        page.get_by_role("link", name=say("upload.see", "zh", page=say("frame.page_idle", "zh"))).click()
        page.wait_for_url("**data=mine**")
        ready(page, "idle", "zh")
        expect(page.get_by_test_id("stMetricValue").first).to_have_text("28.5%")
        expect(page.locator(".js-plotly-plot").first).to_contain_text("2024年6月7日")
        expect(page.locator(".js-plotly-plot").first).to_contain_text("用量.csv")

        go(page, ready, "datasets", "zh")
        give(page, "again.csv", USAGE)
        expect(page.get_by_text(f"同一文件已存入：上传 {number}，用量.csv")).to_be_visible()

        page.locator(f".st-key-upload-undo-{number}").get_by_role("button").click()
        sees(page, "upload.taken_back", "zh", number=number)
        assert held(server)[1] == before
        page.get_by_role("link", name=say("frame.page_idle", "zh"), exact=True).click()
        expect(page.get_by_text(f"“{DATASETS['usage'].title.zh}”中尚无您的数据。").first).to_be_visible()
        page.goto(f"{server.url}/idle")
        ready(page, "idle", "zh")
        expect(page.locator(clusters)).to_have_count(0)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_forty_mistakes_are_counted_listed_and_downloaded_and_nothing_is_stored(server, surf, ready, tmp_path, language):
    before = held(server)
    with surf(language) as page:
        page.goto(f"{server.url}/datasets?dataset=usage")
        ready(page, "datasets", language)
        give(page, MISTAKES.name, MISTAKES.read_bytes())
        sees(page, "upload.errors", language, errors="40", rows="45", good="5")
        expect(button(page, "upload.store", language)).to_be_disabled()
        with page.expect_download() as started:
            button(page, "upload.problem_list", language).click()
        path = tmp_path / started.value.suggested_filename
        started.value.save_as(path)
    listed = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    lines = csv.DictReader(io.StringIO(MISTAKES.read_text("utf-8")))
    expected = [(str(row), line["mistake_in"]) for row, line in enumerate(lines, start=2) if line["mistake"]]
    assert [(line[say("problem.row", language)], line[say("problem.column", language)]) for line in listed] == expected
    assert all(line[say("problem.wrong", language)] and line[say("problem.do", language)] for line in listed)
    assert path.name == f"problems_usage_{language}.csv"
    assert held(server) == before


def test_a_header_that_is_not_recognised_is_picked_by_hand(server, surf, ready):
    before = held(server)
    with surf("zh") as page:
        page.goto(f"{server.url}/datasets?dataset=usage")
        ready(page, "datasets", "zh")
        give(page, "own.csv", b"cluster,Alpha,hour,installed,allocated\nA,P,2024-06-07 01:00,100,40\n")
        mapping = page.get_by_test_id("stExpander").filter(has_text="列对应")
        grid = mapping.locator("canvas").first
        pool = grid.locator("#glide-cell-1-1")
        expect(pool).to_be_attached()
        grid.scroll_into_view_if_needed()
        box = grid.bounding_box()
        page.mouse.click(box["x"] + box["width"] * 0.4, box["y"] + ROW * 2.5)
        expect(pool).to_have_attribute("aria-selected", "true")
        page.keyboard.press("Enter")
        page.locator("#portal input").fill("Alpha")
        expect(page.locator("#portal").get_by_text("Alpha", exact=True).first).to_be_visible()
        page.keyboard.press("Enter")
        expect(pool).to_have_text("Alpha")
        button(page, "upload.apply", "zh").click()
        sees(page, "upload.clean", "zh", rows="1")
    assert held(server) == before


HEAD = "cluster,pool,hour,installed_card_hours,allocated_card_hours,observed_minutes\n"
PIECES = [
    ("first.csv", HEAD + "Nord,p,2026-03-01 00:00,8,4,60\nNord,p,2026-03-01 01:00,8,4,30\n"),
    ("second.csv", HEAD + "Nord,p,2026-03-01 02:00,8,6,60\n"),
]
REPLACED = {
    "en": "1 pool-hours of upload {number}, first.csv + second.csv, would be replaced",
    "zh": "上传 {number}（first.csv + second.csv）的 1 个资源池小时将被不同的值替换",
}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_files_dropped_together_are_one_upload_and_what_a_later_one_would_replace_is_asked(server, surf, ready, language):
    before = held(server)[1]
    with surf(language) as page:
        page.goto(f"{server.url}/datasets?dataset=usage")
        ready(page, "datasets", language)
        files = [{"name": name, "mimeType": "text/csv", "buffer": content.encode()} for name, content in PIECES]
        page.locator("input[type=file]").set_input_files(files)
        sees(page, "upload.clean", language, rows="3")
        button(page, "upload.store", language).click()
        expect(page.get_by_role("link", name=say("upload.see", language, page=say("frame.page_idle", language)))).to_be_visible()
        number = max(line.number for line in held(server)[0])
        stored = held(server)

        give(page, "later.csv", (HEAD + "Nord,p,2026-03-01 01:00,8,3,30\nSued,p,2026-03-01 01:00,8,7,60\n").encode())
        expect(page.get_by_text(REPLACED[language].format(number=number)).first).to_be_visible()
        expect(button(page, "upload.store", language)).to_be_disabled()
        assert held(server) == stored
        page.get_by_text(say("upload.replaced_replace", language), exact=True).click()
        expect(button(page, "upload.store", language)).to_be_enabled()
        button(page, "upload.store", language).click()
        sees(page, "upload.stored", language, number=number + 1, rows="2")
        frame = open_snapshot(server.database).tables("local").frame("usage").set_index(["cluster", "hour"])["allocated_card_hours"]
        own = frame[frame.index.get_level_values(0).isin(["Nord", "Sued"])]
        assert sorted(own.tolist()) == [3, 4, 6, 7]
        for upload in (number + 1, number):
            page.locator(f".st-key-upload-undo-{upload}").get_by_role("button").click()
            sees(page, "upload.taken_back", language, number=upload)
    assert held(server)[1] == before
