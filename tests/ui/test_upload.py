"""The way of an upload on the page of the datasets: read, mapped, checked, stored, shared, taken back."""

import csv
from pathlib import Path

import pytest

from data.store import open_snapshot
from data.tables import DATASETS
from export.workbook import template
from i18n import say

MISTAKES = Path(__file__).parents[1] / "fixtures" / "usage_40_mistakes.csv"
USAGE = (
    "集群,资源池,小时,装机（卡时）,已分配（卡时）\n"
    + "".join(f"测试集群,甲池,2024-06-07 {hour:02d}:00,100,{60 + hour}\n" for hour in range(24))
).encode("gb18030")
CONTRACT = b"contract_id,company,currency,side,object,commitment,status\nX-1,Somebody,CNY,sells,compute_service,firm,active\n"


def given(test, name, content):
    return test.file_uploader[0].upload(name, content).run()


def button(test, code, language="en", **values):
    return next(each for each in test.button if each.label == say(code, language, **values))


def stored(test, name, content):
    return button(given(test, name, content), "upload.store").click().run()


def held(database):
    """Everything that other processes see: the ledger and the live rows of every dataset."""
    reading = open_snapshot(database)
    tables = reading.tables("local")
    return reading.uploads("local"), {name: tables.frame(name).to_csv() for name in DATASETS}


def drawn(test):
    return len(test.get("plotly_chart"))


def shown(test, place):
    return test.dataframe[place].value


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_gb18030_file_with_chinese_headers_is_stored_and_seen_and_one_click_takes_it_back(app, database, said, language):
    before = held(database)
    test = given(app("datasets", lang=language), "用量.csv", USAGE)
    assert not test.exception
    assert say("upload.clean", language, rows="24") in said(test)
    assert held(database) == before

    button(test, "upload.store", language).click().run()
    assert say("upload.stored", language, number=1, rows="24") in said(test)
    assert set(shown(test, 1).iloc[:24, 0]) == {"测试集群"}
    assert "测试集群" in test.switch_page("pages/idle.py").run().pills(key="idle.cluster").options

    test.switch_page("pages/datasets.py").run()
    button(test, "upload.undo", language).click().run()
    assert say("upload.taken_back", language, number=1) in said(test)
    assert "测试集群" not in set(shown(test, 1).iloc[:, 0])
    assert held(database)[1] == before[1]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_forty_mistakes_are_listed_by_row_and_column_and_nothing_is_stored(app, database, said, language):
    before = held(database)
    test = given(app("datasets", lang=language), "mistakes.csv", MISTAKES.read_bytes())
    assert say("upload.errors", language, errors="40", rows="45", good="5") in said(test)
    listed = next(table.value for table in test.dataframe if say("problem.row", language) in table.value)
    with MISTAKES.open(encoding="utf-8") as lines:
        expected = [(str(row), line["mistake_in"]) for row, line in enumerate(csv.DictReader(lines), start=2) if line["mistake"]]
    found = listed[[say("problem.row", language), say("problem.column", language)]]
    assert list(found.itertuples(index=False, name=None)) == expected
    assert button(test, "upload.store", language).disabled
    assert held(database) == before


JOBS = b"job_id,submit,start,end,gpus\n1,2026-03-01 00:00,2026-03-01 00:00,2026-03-01 02:00,8\n2,2026-03-01 00:00,2026-03-01 01:00,,4\n"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_of_a_job_table_it_is_asked_what_the_file_cannot_say_and_a_sample_gets_no_rate(app, said, language):
    test = given(app("datasets", lang=language), "jobs.csv", JOBS)
    assert say("upload.asks", language) in said(test)
    assert not any(each.label == say("upload.store", language) for each in test.button)
    fields = {
        each.key.rsplit(".", 1)[1]: each for each in (*test.text_input, *test.number_input, *test.segmented_control) if ".ask." in each.key
    }
    assert set(fields) == {"cluster", "pool", "installed_card_hours", "jobs_listed"}
    for name, value in {"cluster": "J1", "pool": "train", "installed_card_hours": 16.0, "jobs_listed": "sample"}.items():
        fields[name].set_value(value)
    button(test, "upload.answer", language).click().run()
    button(test, "upload.store", language).click().run()
    assert say("upload.stored", language, number=1, rows="2") in said(test)
    idle = app("idle", lang=language, cluster="J1")
    assert not idle.exception
    assert not idle.error
    assert say("idle.sample_of_jobs", language, hours=2, found="J1") in said(idle)
    assert not drawn(idle)


def test_the_good_rows_alone_are_stored_when_the_analyst_says_so(app, database, said):
    test = given(app("datasets"), "mistakes.csv", MISTAKES.read_bytes())
    test.checkbox[0].check().run()
    button(test, "upload.store").click().run()
    assert say("upload.stored", "en", number=1, rows="5") in said(test)
    assert [line.row_count for line in held(database)[0]] == [5]


def test_the_same_file_is_noticed_and_stored_again_only_on_purpose(app, database, said):
    test = stored(app("datasets"), "first.csv", USAGE)
    given(test, "second.csv", USAGE)
    assert "upload 1, first.csv" in said(test)
    assert len(held(database)[0]) == 1


def test_a_mapping_is_corrected_by_hand_and_remembered_for_the_next_file_with_these_headers(app, database, said):
    head, rows = "Alpha,Beta,When,Cards there,Cards taken", "A,P,2024-06-07 {}:00,100,40"
    test = given(app("datasets"), "own.csv", f"{head}\n{rows.format('01')}\n".encode())
    assert not any(each.label == say("upload.store", "en") for each in test.button)
    editor = test.data_editor[0]
    chosen = {
        "cluster": "Alpha",
        "pool": "Beta",
        "hour": "When",
        "installed_card_hours": "Cards there",
        "allocated_card_hours": "Cards taken",
    }
    places = {code: place for place, code in enumerate(editor.value["code"])}
    edits = {places[code]: {"header": header} for code, header in chosen.items()}
    test.session_state[editor.key] = {"edited_rows": edits, "added_rows": [], "deleted_rows": []}
    test.run()
    button(test, "upload.apply").click().run()
    assert say("upload.clean", "en", rows="1") in said(test)
    button(test, "upload.store").click().run()

    given(test, "next.csv", f"{head}\n{rows.format('02')}\n".encode())
    assert say("upload.clean", "en", rows="1") in said(test)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.csv", b"", "read.empty"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(100), "read.is_image"),
        ("cut.xlsx", template(DATASETS["usage"], "en")[:-400], "read.is_cut_excel"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_file_that_cannot_be_read_is_one_clear_sentence(app, database, name, content, code, language, said):
    before = held(database)
    test = given(app("datasets", lang=language), name, content)
    assert not test.exception
    assert say(code, language) in said(test)
    assert held(database) == before


def test_a_contract_is_seen_by_others_only_once_it_is_shared(app, monkeypatch, said):
    dataset = {"dataset": "contracts"}
    mine = stored(app("datasets", **dataset), "contract.csv", CONTRACT)
    assert "X-1" in set(shown(mine, 1).iloc[:, 0])

    monkeypatch.setenv("SUANLI_USER", "somebody else")
    other = app("datasets", **dataset)
    assert "X-1" not in set(shown(other, 1).iloc[:, 0])
    assert say("upload.none", "en") in said(other)

    monkeypatch.delenv("SUANLI_USER")
    button(mine.run(), "upload.make_all").click().run()
    monkeypatch.setenv("SUANLI_USER", "somebody else")
    other.run()
    assert "X-1" in set(shown(other, 1).iloc[:, 0])
    assert not any(each.label == say("upload.undo", "en") for each in other.button)


def test_whoever_signs_in_owns_the_upload(app, database):
    stored(app("datasets", user={"is_logged_in": True, "email": "li@example.org"}), "usage.csv", USAGE)
    assert [line.owner for line in open_snapshot(database).uploads("li@example.org")] == ["li@example.org"]
    assert not open_snapshot(database).uploads("local")


def test_record_only_hides_uploads_and_its_switch_is_in_the_address(app, said):
    test = stored(app("datasets"), "usage.csv", USAGE)
    assert "7,464 rows" in said(test)
    test.segmented_control(key="frame.record").set_value("only").run()
    test.run()
    assert "7,440 rows" in said(test)
    assert test.query_params["record"] == "only"
    assert "测试集群" not in said(test.switch_page("pages/idle.py").run())


def test_the_time_of_an_upload_is_told_by_the_clock_of_the_reader(app, database):
    test = stored(app("datasets"), "usage.csv", USAGE)
    (line,) = open_snapshot(database).uploads("local")
    test.context["timezone"] = "Asia/Shanghai"
    test.run()
    moment = f"{line.stored_at.replace(hour=(line.stored_at.hour + 8) % 24):%H:%M}"
    assert any(moment in element.value for element in test.markdown)


def test_a_file_name_is_shown_as_it_is_and_loads_nothing(app):
    name = "![x](https://example.org/x.png) *a*.csv"
    test = stored(app("datasets"), name, USAGE)
    line = next(element.value for element in test.markdown if "example" in element.value)
    assert "![x](" not in line
    assert "*a*" not in line.replace("\\*", "")
