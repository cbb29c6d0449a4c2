"""Uploads beside each other: what is remembered, what would be replaced, what stands back, and undo in any order."""

import re
from itertools import permutations

import duckdb
import pandas as pd
import pytest

from data.check import checked_file
from data.mapping import Match, header_key, to_json
from data.schema import Text
from data.store import migrations, open_snapshot, open_store, snapshot, snapshot_path, upkeep
from data.store.ledger import NewUpload
from data.tables import DATASETS
from data.upload import draft

USAGE = DATASETS["usage"]


def usage(tmp_path, name, *rows, **options):
    """A table of usage, read and checked: rows of pool, hour, installed, allocated, observed minutes."""
    path = tmp_path / name
    lines = [f"A,{pool},2026-03-01 {hour:02d}:00,{installed},{taken},{minutes}" for pool, hour, installed, taken, minutes in rows]
    path.write_text("\n".join(["cluster,pool,hour,installed_card_hours,allocated_card_hours,observed_minutes", *lines]))
    return checked_file(path, USAGE, **options)


def add(store, checked, digest, owner="local", visibility="mine"):
    made = draft(store, checked, digest if isinstance(digest, tuple) else (digest,), owner)
    return store.add(made.new("file.csv", visibility))


def live(store, owner="local"):
    frame = store.tables(owner).frame("usage")
    own = frame[frame["cluster"] == "A"].sort_values(["pool", "hour"])
    return own[["pool", "hour", "installed_card_hours", "allocated_card_hours", "upload"]].to_csv(index=False)


def said(made):
    return [(each.code, each.values.get("count")) for each in made.changes()]


def test_what_would_be_replaced_is_counted_with_a_cell_and_equal_rows_are_counted_apart(store, tmp_path):
    add(store, usage(tmp_path, "a.csv", ("p", 0, 8, 4, 60), ("p", 1, 8, 4, 60), ("q", 0, 8, 8, 60)), "a")
    made = draft(store, usage(tmp_path, "b.csv", ("p", 0, 8, 0, 60), ("p", 1, 8, 4, 60), ("r", 0, 8, 8, 60)), ("b",), "local")
    replaced, same = made.changes()
    assert (replaced.code, replaced.severity, replaced.values["count"], replaced.values["number"]) == (
        "store.replaces_upload",
        "error",
        1,
        "1",
    )
    assert replaced.values["sample"] == (
        Text("A / p / 2026-03-01 00:00:00: Allocated, card-hours 4.0 → 0.0", "A / p / 2026-03-01 00:00:00：已分配（卡时） 4.0 → 0.0"),
    )
    assert (same.code, same.severity, same.values["count"]) == ("store.same_values", "note", 1)
    assert made.replaced


def test_equal_hours_that_are_covered_in_part_may_be_different_parts_and_need_a_yes(store, tmp_path):
    add(store, usage(tmp_path, "a.csv", ("p", 0, 8, 2, 30)), "a")
    made = draft(store, usage(tmp_path, "b.csv", ("p", 0, 8, 2, 30)), ("b",), "local")
    assert said(made) == [("store.partial", 1)]
    assert made.replaced


def test_a_row_that_the_record_hides_is_said_and_needs_no_yes(store, tmp_path):
    record = store.tables("local").frame("usage").head(1)
    path = tmp_path / "earth.csv"
    record[["cluster", "pool", "hour"]].assign(installed_card_hours=1e6).to_csv(path, index=False, date_format="%Y-%m-%d %H:%M")
    made = draft(store, checked_file(path, USAGE), ("a",), "local")
    assert said(made) == [("store.replaces_record", 1)]
    assert not made.replaced


def test_files_taken_together_let_the_earlier_upload_stand_back_and_undo_brings_it_back(store, tmp_path):
    add(store, usage(tmp_path, "a.csv", ("p", 0, 8, 2, 30)), "a")
    before = live(store)
    made = draft(store, usage(tmp_path, "ab.csv", ("p", 0, 8, 4, 60), ("p", 1, 8, 8, 60)), ("b", "a"), "local")
    assert [upload.number for upload in made.earlier] == [1]
    assert said(made) == [("store.together", None), ("store.replaces_earlier", 1)]
    number = store.add(made.new("ab.csv", "mine"))
    assert (
        live(store)
        == "pool,hour,installed_card_hours,allocated_card_hours,upload\np,2026-03-01 00:00:00,8.0,4.0,2\np,2026-03-01 01:00:00,8.0,8.0,2\n"
    )
    store.undo(number, "local")
    assert live(store) == before


def test_rows_that_an_earlier_upload_alone_has_are_counted_before_it_stands_back(store, tmp_path):
    add(store, usage(tmp_path, "a.csv", ("p", 0, 8, 2, 60), ("gone", 0, 8, 2, 60)), "a")
    made = draft(store, usage(tmp_path, "ab.csv", ("p", 0, 8, 2, 60)), ("b", "a"), "local")
    assert said(made) == [("store.together", None), ("store.gone", 1)]
    assert made.replaced


def test_who_does_not_see_the_later_upload_keeps_the_shared_earlier_one(store, tmp_path):
    add(store, usage(tmp_path, "a.csv", ("p", 0, 8, 2, 60)), "a", owner="ann", visibility="all")
    shared = live(store, "bob")
    add(store, usage(tmp_path, "ab.csv", ("p", 0, 8, 4, 60)), ("a", "b"), owner="ann")
    assert live(store, "bob") == shared
    assert ",4.0,2\n" in live(store, "ann")


FILES = {
    ("a",): [("p", 0, 8, 2, 60)],
    ("a", "b"): [("p", 0, 8, 4, 60), ("p", 1, 8, 8, 60)],
    ("c",): [("p", 1, 8, 1, 60), ("q", 0, 4, 4, 60)],
    ("a", "b", "c"): [("p", 0, 8, 4, 60), ("p", 1, 8, 1, 60), ("q", 0, 4, 4, 60)],
}


def test_what_is_seen_depends_on_what_is_live_and_never_on_the_order_of_undo(store, tmp_path):
    empty, checked = live(store), {digests: usage(tmp_path, "x.csv", *rows) for digests, rows in FILES.items()}
    seen: dict[frozenset[int], str] = {frozenset(): empty}
    for turn, order in enumerate(permutations(range(len(FILES)))):
        first = len(FILES) * turn + 1
        left = set()
        for place, digests in enumerate(FILES):
            add(store, checked[digests], digests)
            left.add(place)
            _same(seen, left, live(store), first)
        for place in order:
            store.undo(first + place, "local")
            left.remove(place)
            _same(seen, left, live(store), first)


def _same(seen, left, text, first):
    """Compare what is seen with what was seen of these uploads before, their numbers counted from the first of the turn."""
    counted = re.sub(r"(?<=,)(\d+)\n", lambda found: f"{int(found[1]) - first}\n", text)
    assert counted == seen.setdefault(frozenset(left), counted), left


def test_undo_from_the_last_gives_back_each_state_byte_by_byte(store, tmp_path):
    states = []
    for digests, taken in ((("a",), 2), (("a", "b"), 4), (("c",), 1), (("a", "b", "c"), 5)):
        states.append(live(store))
        add(store, usage(tmp_path, "x.csv", ("p", 0, 8, taken, 60)), digests)
    for number in (4, 3, 2, 1):
        store.undo(number, "local")
        assert live(store) == states[number - 1]


def test_an_upload_that_is_taken_back_remembers_nothing_and_the_one_before_it_does(store, tmp_path):
    for taken in (1, 2):
        add(store, usage(tmp_path, "x.csv", ("p", 0, 8, taken, 60)), str(taken))
    key = store.uploads("local")[0].header_key
    assert store.remembered("usage", key, "local").number == 2
    store.undo(2, "local")
    assert store.remembered("usage", key, "local").number == 1
    store.undo(1, "local")
    assert store.remembered("usage", key, "local") is None


@pytest.mark.parametrize("name", [name for name, dataset in DATASETS.items() if dataset.key])
def test_no_constant_that_was_given_for_one_file_is_read_into_another_of_any_dataset(store, tmp_path, name):
    dataset, path = DATASETS[name], tmp_path / "x.csv"
    headers = [column.name for column in dataset.given if column.required]
    path.write_text(",".join(headers) + "\n" + ",".join(_cell(dataset.column(each)) for each in headers) + "\n")
    alone = checked_file(path, dataset)
    others = {column.name: Match(constant=_cell(column)) for column in dataset.given if column.name not in headers}
    mapping = {**{each: Match(each) for each in headers}, **others}
    key = header_key(alone.headers)
    number = store.add(NewUpload(name, alone.good, "x.csv", "digest", mapping=to_json(mapping), header_key=key))
    assert store.remembered(name, key, "local").number == number
    again = checked_file(path, dataset, remembered=lambda header: store.remembered(name, header, "local"))
    pd.testing.assert_frame_equal(again.frame, alone.frame)
    assert (again.mapping, again.problems) == (alone.mapping, alone.problems)


def _cell(column):
    """A cell that the column takes."""
    if column.values:
        return next(iter(column.values))
    return {"text": "x", "number": "7", "integer": "7", "instant": "2026-03-01 00:00", "date": "2026-03-01", "boolean": "1"}.get(
        column.kind, column.example or "x"
    )


def test_what_is_taken_over_is_said_first_and_names_the_upload(store, tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("cluster,pool,hour,Alpha,Beta\nA,p,2026-03-01 00:00,8,60\n")
    first = checked_file(
        path, USAGE, mapping={"installed_card_hours": Match("Alpha"), "allocated_card_hours": Match("Beta", "card_minutes")}
    )
    add(store, first, "a")
    path.write_text("cluster,pool,hour,Alpha,Beta\nA,p,2026-03-01 01:00,8,120\n")
    second = checked_file(path, USAGE, remembered=lambda key: store.remembered("usage", key, "local"))
    assert [(each.code, each.place.column, each.values["number"]) for each in second.problems[:2]] == [
        ("check.carried", "Alpha", "1"),
        ("check.carried_unit", "Beta", "1"),
    ]
    assert second.frame["allocated_card_hours"].tolist() == [2.0]


def test_a_database_of_before_keeps_its_uploads_and_loses_remembered_constants(tmp_path):
    path = tmp_path / "suanli.duckdb"
    with duckdb.connect(str(path)) as connection:
        cursor = connection.cursor()
        cursor.execute("CREATE TABLE meta (key VARCHAR PRIMARY KEY, value VARCHAR)")
        migrations._steps[0](cursor)
        cursor.execute("INSERT INTO meta VALUES ('schema', '1')")
        mapping = '{"cluster": {"constant": "North"}, "pool": {"header": "Alpha"}}'
        cursor.execute(
            "INSERT INTO uploads VALUES (1, 'upload', 'usage', 'x.csv', 'sha', '2026-01-01', 'csv', ?, 'local', 'mine', 0, '', NULL, NULL)",
            [mapping],
        )
        cursor.execute("INSERT INTO mappings VALUES ('usage', 'key', 'local', ?)", [mapping])
        cursor.close()
    store = open_store(path)
    line = store.remembered("usage", "key", "local")
    assert (line.number, line.digests, line.rows_read, line.corrections) == (1, "sha", None, "[]")
    own = tmp_path / "own.csv"
    own.write_text("cluster,Alpha,hour,installed_card_hours\nSouth,p,2026-03-01 00:00,8\n")
    checked = checked_file(own, USAGE, remembered=lambda key: line)
    assert checked.frame[["cluster", "pool"]].to_numpy().tolist() == [["South", "p"]]
    store.close()


def test_a_month_of_uploads_replayed_is_the_same_after_each_start_and_in_a_backup(database, tmp_path):
    """Each day a file of that day's hours and each week a new start; every fifth is taken back, every third shared."""
    store, left = open_store(database), {}
    for day in range(1, 31):
        path = tmp_path / f"{day}.csv"
        lines = [f"A,p,2026-04-{day:02d} {hour:02d}:00,8,{(day + hour) % 9},60" for hour in range(24)]
        path.write_text("\n".join(["cluster,pool,hour,installed_card_hours,allocated_card_hours,observed_minutes", *lines]))
        number = add(store, checked_file(path, USAGE), str(day), visibility="all" if day % 3 == 0 else "mine")
        left[number] = day
        if day % 5 == 0:
            store.undo(number, "local")
            left.pop(number)
        if day % 7 == 0:
            store.close()
            assert snapshot.is_same((store := open_store(database))._connection.cursor(), snapshot_path(database))
    expected = sorted(f"2026-04-{day:02d} {hour:02d}:00:00,{(day + hour) % 9}.0" for day in left.values() for hour in range(24))

    def seen(opened, owner):
        frame = opened.tables(owner).frame("usage")
        frame = frame[frame["upload"] > 0]
        return sorted(f"{hour},{taken}" for hour, taken in zip(frame["hour"], frame["allocated_card_hours"], strict=True))

    assert seen(store, "local") == seen(open_snapshot(database), "local") == expected
    assert len(seen(store, "bob")) == 24 * sum(day % 3 == 0 and day % 5 != 0 for day in range(1, 31))
    store.close()
    backup = upkeep.backup(database, tmp_path / "backup.duckdb")
    assert seen(backup, "local") == expected
    backup._connection.close()
    database.unlink()
    restored, _ = upkeep.restore(database, tmp_path / "backup.duckdb")
    assert seen(restored, "local") == expected and len(restored.uploads("local")) == 30
    assert not [line for line in upkeep.health(database) if not line.same]
    restored.close()
