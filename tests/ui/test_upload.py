"""The way of an upload on the page of the datasets: read, mapped, checked, stored, shared, taken back."""

import csv
import json
import re
from pathlib import Path

import pytest

from data.store import open_snapshot, open_store
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
    test.query_params["section"] = "clusters"
    idle = test.switch_page("pages/idle.py").run()
    idle.segmented_control(key="frame.data").set_value("both").run()
    assert "测试集群" in idle.run().multiselect(key="idle.cluster").options

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
    listed = test.table[0].value.reset_index()
    with MISTAKES.open(encoding="utf-8") as lines:
        expected = [(str(row), line["mistake_in"]) for row, line in enumerate(csv.DictReader(lines), start=2) if line["mistake"]]
    found = listed[[say("problem.row", language), say("problem.column", language)]].map(lambda cell: cell.replace("\\", ""))
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
    idle = app("idle", lang=language, data="mine", cluster="J1")
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
    editor = editor_of(test, "editor")
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


def test_a_percentage_below_one_is_confirmed_by_writing_its_unit(app, said):
    text = "cluster,pool,hour,installed,已分配（%）\nA,P,2024-06-07 01:00,100,0.72\n"
    test = given(app("datasets"), "own.csv", text.encode())
    assert "Problems found: 1. Rows without: 0 of 1." in said(test)
    editor = editor_of(test, "editor")
    place = list(editor.value["code"]).index("allocated_card_hours")
    test.session_state[editor.key] = {"edited_rows": {place: {"unit": "%"}}, "added_rows": [], "deleted_rows": []}
    test.run()
    button(test, "upload.apply").click().run()
    assert say("upload.clean", "en", rows="1") in said(test)


HEAD = "cluster,pool,hour,installed_card_hours,allocated_card_hours,observed_minutes\n"


def editor_of(test, part):
    """The data editor of a part of the form: mapping (editor), words, correct."""
    return next(each for each in test.data_editor if each.key.startswith(f"upload.{part}."))


def edit(test, part, changes):
    """Type into the data editor of a part of the form: changes = row -> column -> text."""
    editor = editor_of(test, part)
    test.session_state[editor.key] = {"edited_rows": changes, "added_rows": [], "deleted_rows": []}
    return test.run()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_a_file_would_replace_is_asked_and_files_given_together_are_one_upload(app, database, said, language):
    first = (HEAD + "A,p,2024-06-07 01:00,8,4,30\n").encode()
    second = (HEAD + "A,p,2024-06-07 01:00,8,2,30\nA,p,2024-06-07 02:00,8,8,60\n").encode()
    test = given(app("datasets", lang=language), "first.csv", first)
    button(test, "upload.store", language).click().run()
    before = held(database)
    test = given(test, "second.csv", second)
    shown_words = {
        "en": "1 pool-hours of upload 1, first.csv, would be replaced",
        "zh": "上传 1（first.csv）的 1 个资源池小时将被不同的值替换",
    }
    assert shown_words[language] in said(test)
    assert button(test, "upload.store", language).disabled
    choice = next(each for each in test.segmented_control if each.label == say("upload.replaced", language))
    choice.set_value("together").run()
    assert say("upload.give_again", language, names="first.csv") in said(test)
    assert button(test, "upload.store", language).disabled
    choice.set_value("leave").run()
    assert button(test, "upload.store", language).disabled
    assert held(database) == before
    choice.set_value("replace").run()
    button(test, "upload.store", language).click().run()
    assert "2.0" in held(database)[1]["usage"].splitlines()[-2]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_second_file_of_another_cluster_lands_in_its_own_and_what_changed_is_one_click_away(app, database, said, language):
    test = given(app("datasets", lang=language), "north.csv", (HEAD + "A,p,2024-06-07 01:00,8,4,60\n").encode())
    place = list(editor_of(test, "editor").value["code"]).index("cluster")
    test = edit(test, "editor", {place: {"header": None, "constant": "North"}})
    button(test, "upload.apply", language).click().run()
    button(test, "upload.store", language).click().run()
    assert say("upload.see", language, page=say("frame.page_idle", language)) in [each.label for each in test.get("page_link")]
    test = given(test, "south.csv", (HEAD + "South,p,2024-06-07 01:00,8,4,60\n").encode())
    button(test, "upload.store", language).click().run()
    frame = open_snapshot(database).tables("local").frame("usage")
    assert set(frame["cluster"]) == {"Earth", "North", "South"}


LEDGER = (
    "合同编号,公司名称,币种,买卖方向,标的,约束力,状态\n"
    "X-1,甲,人民币,卖方,算力服务,正式合同,{}\n"
    "X-2,乙,人民币,卖方,算力服务,正式合同,履行中\n"
)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_words_of_a_ledger_stand_beside_what_they_are_taken_for_and_are_remembered_once_changed(app, database, said, language):
    test = given(app("datasets", lang=language, dataset="contracts"), "台账.csv", LEDGER.format("黄了").encode())
    words = editor_of(test, "words").value
    assert dict(zip(words["cell"], words["meant"].fillna("?"), strict=True)) == {"黄了": "?", "履行中": "active"}
    test = edit(test, "words", {list(words["cell"]).index("黄了"): {"meant": "terminated"}})
    button(test, "upload.apply_words", language).click().run()
    assert say("upload.clean", language, rows="2") in said(test)
    button(test, "upload.store", language).click().run()
    rows = open_snapshot(database).tables("local").frame("contracts").set_index("contract_id")
    assert rows.loc[["X-1", "X-2"], "status"].tolist() == ["terminated", "active"]
    test = given(test, "next.csv", LEDGER.replace("X-", "Y-").format("黄了").encode())
    assert say("upload.taken_over", language) in said(test)
    assert say("upload.clean", language, rows="2") in said(test)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_cell_is_corrected_before_storing_and_kept_with_the_upload(app, database, said, language):
    content = (HEAD + "A,p,2024-06-07 01:00,8,x4,60\nA,p,2024-06-07 02:00,8,4,60\n").encode()
    test = given(app("datasets", lang=language), "usage.csv", content)
    assert button(test, "upload.store", language).disabled
    assert any("50%" in each.label for each in test.checkbox)
    test = edit(test, "correct", {0: {"allocated_card_hours": "4"}})
    button(test, "upload.apply_corrections", language).click().run()
    assert say("upload.clean", language, rows="2") in said(test)
    button(test, "upload.store", language).click().run()
    (line,) = open_snapshot(database).uploads("local")
    correction = {"sheet": None, "row": 2, "column": "allocated_card_hours", "file": None, "was": "x4", "now": "4"}
    assert (json.loads(line.corrections), line.rows_dropped, line.row_count) == ([correction], 0, 2)


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


CLAIMS = {"is_logged_in": True, "iss": "https://id.example", "sub": "7f3"}
LI = {"email": "li@example.org", "email_verified": True}


@pytest.mark.parametrize("claims", [{}, {"email": None}, LI], ids=str)
def test_whoever_signs_in_owns_the_upload_under_issuer_and_subject(app, database, claims):
    stored(app("datasets", user={**CLAIMS, **claims}), "usage.csv", USAGE)
    (line,) = open_snapshot(database).uploads("https://id.example 7f3")
    assert line.owner == "https://id.example 7f3"
    assert not open_snapshot(database).uploads("local")
    assert not open_snapshot(database).uploads("li@example.org")


def test_what_an_e_mail_owned_is_the_reader_s_after_the_first_verified_sign_in_and_the_page_says_so(app, database, said):
    stored(app("datasets"), "usage.csv", USAGE)
    store = open_store(database)
    with store._write() as cursor:
        cursor.execute("UPDATE uploads SET owner = 'Li@Example.org' WHERE number = 1")
    words = say("upload.taken_from", "en", name="Li@Example.org")
    assert words not in said(app("datasets", user={**CLAIMS, **LI, "email_verified": False}))
    test = app("datasets", user={**CLAIMS, **LI})
    assert words in said(test)
    button(test, "upload.undo").click().run()
    assert say("upload.undone", "en") in said(test)


def test_a_token_that_was_made_for_another_app_signs_nobody_in(app):
    for audience, owner in (("ours", True), (["ours", "other"], True), ("other", False), (["other"], False)):
        test = app("datasets", user={**CLAIMS, "aud": audience, "azp": "ours", "provider": "default"}, secrets=SECRETS, lang="en")
        assert (say("upload.sign_in", "en") in [element.value for element in test.info]) is not owner


SECRETS = {
    "auth": {"client_id": "ours", "client_secret": "-", "cookie_secret": "-" * 40, "redirect_uri": "http://localhost/oauth2callback"}
}


@pytest.mark.parametrize("missing", ["iss", "sub"])
def test_who_is_told_no_issuer_or_no_subject_is_asked_to_sign_in(app, missing):
    test = app("datasets", user={name: value for name, value in CLAIMS.items() if name != missing}, lang="en")
    assert not test.exception
    assert say("upload.sign_in", "en") in [element.value for element in test.info]


def test_whose_rows_are_shown_is_chosen_and_stands_in_the_address(app, said):
    test = stored(app("datasets"), "usage.csv", USAGE)
    assert "7,464 rows" in said(test)
    test.query_params["section"] = "clusters"
    before = said(test.switch_page("pages/idle.py").run())
    assert "Earth, May 2020" in before and "测试集群" not in before
    test.segmented_control(key="frame.data").set_value("mine").run()
    mine = said(test.run())
    assert "测试集群, 7 June 2024" in mine and "Earth" not in mine
    assert test.query_params["data"] == "mine"
    test.segmented_control(key="frame.data").set_value("record").run()
    assert said(test.run()) == before


@pytest.mark.parametrize(("former", "today"), [("only", "record"), ("all", "both")])
def test_an_address_of_before_opens_in_the_choice_of_today(app, former, today):
    test = app("idle", record=former)
    assert test.segmented_control(key="frame.data").value == today
    assert "record" not in test.query_params


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


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_table_of_nodes_is_asked_for_its_cards_on_the_page_and_no_option_of_the_command_line_is_named(app, said, language):
    nodes = b"time,cluster,pool,active_nodes,total_nodes\n" + b"".join(b"2026-03-01 %02d:00,A,p,6,8\n" % hour for hour in range(4))
    test = given(app("datasets", lang=language), "nodes.csv", nodes)
    asked = {
        "en": "The columns active_nodes, total_nodes count nodes, and the cards of a node are not said. Say it below.",
        "zh": "active_nodes, total_nodes 列按节点计数，但没有说明每个节点有多少张卡。请在下方填写。",
    }
    (error,) = test.error
    assert error.value.replace("\\", "").removesuffix(say("problem.guide", language, title="")[-1]).startswith(asked[language])
    place = list(editor_of(test, "editor").value["code"]).index("cards_per_node")
    test = edit(test, "editor", {place: {"constant": "8"}})
    button(test, "upload.apply", language).click().run()
    assert say("upload.clean", language, rows="4") in said(test)
    assert not [each.value for each in (*test.info, *test.error, *test.warning) if "--" in each.value]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_table_of_jobs_with_headers_of_its_own_is_read_once_its_columns_are_named(app, said, language):
    jobs = JOBS.replace(b"job_id,submit,start,end,gpus", b"Nr,In,On,Off,Number")
    test = given(app("datasets", lang=language), "jobs.csv", jobs)
    places = {code: place for place, code in enumerate(editor_of(test, "editor").value["code"])}
    chosen = {"job": "Nr", "submit": "In", "start": "On", "end": "Off", "cards": "Number"}
    test = edit(test, "editor", {places[code]: {"header": header} for code, header in chosen.items()})
    button(test, "upload.apply", language).click().run()
    assert say("upload.asks", language) in said(test)
    assert say("upload.mapping", language, matched=5, total=5) in [each.label for each in test.expander]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_was_taken_over_guessed_and_replaced_stand_in_this_order_before_any_question(app, said, language):
    rows = "A,p,2024-06-07 {:02d}:00,8,{},60\n"
    first = (HEAD.replace("allocated_card_hours", "Taken cards h") + rows.format(1, 4)).encode()
    test = given(app("datasets", lang=language), "first.csv", first)
    place = list(editor_of(test, "editor").value["code"]).index("allocated_card_hours")
    test = edit(test, "editor", {place: {"header": "Taken cards h"}})
    button(test, "upload.apply", language).click().run()
    button(test, "upload.store", language).click().run()
    test = given(test, "second.csv", (first.decode() + rows.format(2, "无")).replace(":00,8,4", ":00,8,5").encode())
    order = ("upload.taken_over", "upload.guessed", "upload.replaced", "upload.clean", "upload.answer", "upload.store")
    told = [re.split(r"\n\n", words)[0] for words in in_order(test.main)]
    titles = [say(code, language, rows="2") for code in order]
    assert [words for words in told if words in titles] == titles


def in_order(node):
    """What the elements of a page are called or say, as they stand one below the other."""
    for child in getattr(node, "children", {}).values():
        yield from in_order(child)
    words = next((words for name in ("label", "value") if isinstance(words := getattr(node, name, None), str) and words), "")
    yield words


@pytest.mark.parametrize("page", ["contracts", "demand", "capacity", "rents"])
def test_no_figure_of_the_record_stands_under_the_reader_s_name(app, said, page):
    test = app(page, data="mine", lang="en")
    assert not test.exception
    assert not test.metric
    assert "Nothing of yours is among" in said(test)
