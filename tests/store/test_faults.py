"""Whatever happens to the disk, the database or its snapshot: stored is stored, said is so, and each fault has its own sentence."""

import json
import os
import resource
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from data.schema import Problem, Refused
from data.store import database_path, faults, is_current, open_snapshot, open_store, problems, snapshot, snapshot_path, upkeep
from data.store.files import fresh_path, log_path, wal_path
from i18n import say
from i18n.problem import sentence
from tests.store.interruptions import upload

ROOT = Path(__file__).parents[2]


def numbers(store) -> list[int]:
    return [line.number for line in store.uploads("local")]


def flip(path: Path, at: float) -> None:
    """Damage 64 bytes of a file, at a share of its length, each differently: the checksum of a page does not see equal changes."""
    content = bytearray(path.read_bytes())
    place = int(len(content) * at)
    content[place : place + 64] = bytes((each + 37 * step + 1) % 256 for step, each in enumerate(content[place : place + 64]))
    path.write_bytes(content)


def python(code: str, database: Path, *wrapped: str, **options) -> subprocess.CompletedProcess:
    environment = {**os.environ, "SUANLI_DATABASE": str(database)}
    return subprocess.run(
        [*wrapped, sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False, **options
    )


def test_an_upload_broken_off_at_any_line_or_by_a_full_disk_is_whole_or_absent_at_the_next_start(database):
    command = [sys.executable, "tests/store/interruptions.py", str(database), "--every", "37", "--sizes", "5"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    *attempts, summary = done.stdout.splitlines()
    attempts = [json.loads(line) for line in attempts]
    assert len(attempts) > 12
    assert {attempt["stored"] for attempt in attempts if attempt["how"] == "full"} == {True, False}
    assert {attempt["stored"] for attempt in attempts} == {True, False}
    assert not [attempt for attempt in attempts if attempt["wrong"]]
    assert summary.endswith("5 sizes of a full disk: 0 differences")


def test_a_snapshot_that_misses_the_last_upload_is_published_by_the_next_start(store, database, monkeypatch):
    monkeypatch.setattr(snapshot, "publish", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    number = store.add(upload())
    assert [problem.code for problem in store.unpublished] == ["store.unpublished", "store.disk_full"]
    assert numbers(store) == [number]
    monkeypatch.undo()
    store.close()
    assert not is_current(database)
    assert numbers(open_snapshot(database)) == []
    again = open_store(database)
    assert numbers(open_snapshot(database)) == [number]
    assert again.same_file("contracts", "abc", "local").number == number
    again.close()


def test_what_could_not_be_published_is_made_up_for_and_a_changed_snapshot_too(store, database, monkeypatch):
    shutil.copy(snapshot_path(database), database.with_name("old"))
    store.add(upload())
    shutil.copy(database.with_name("old"), snapshot_path(database))
    store._tried -= 3600
    store.make_up()
    assert numbers(open_snapshot(database)) == [1]


@pytest.mark.parametrize("at", [0.0, 0.4, 0.6])
def test_a_damaged_snapshot_beside_a_good_database_is_published_anew_by_itself(database, at):
    flip(snapshot_path(database), at)
    store = open_store(database)
    assert snapshot.is_same(store._connection.cursor(), snapshot_path(database))
    store.close()


def test_what_a_killed_process_left_is_cleared(database):
    fresh = fresh_path(snapshot_path(database))
    fresh.write_bytes(b"half a snapshot")
    wal_path(fresh).write_bytes(b"")
    open_store(database).close()
    assert sorted(path.name for path in database.parent.iterdir()) == [snapshot_path(database).name, database.name][::-1]


@pytest.mark.parametrize("content", [b"", bytes(4096)])
def test_a_first_start_that_was_killed_at_once_is_begun_again(tmp_path, content):
    path = tmp_path / "suanli.duckdb"
    path.write_bytes(content)
    store = open_store(path)
    assert store.tables("local").size("contracts") > 0
    store.close()


def test_damaged_pages_of_the_database_are_said_and_nothing_is_moved(database):
    flip(database, 0.6)
    store = open_store(database)
    with pytest.raises(duckdb.Error) as failure:
        snapshot.read_through(store._connection.cursor())
    store.close()
    (problem,) = problems(failure.value, database, "store.unforeseen")
    assert problem.code == "store.damaged_pages"
    assert "restore FILE" in sentence(problem, "en")


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (duckdb.IOException('IO Error: Could not set lock on file "/d/x.duckdb": Conflicting lock is held in 7'), "store.locked"),
        (duckdb.IOException('IO Error: Cannot open file "/d/x.duckdb": Permission denied'), "store.no_permission"),
        (duckdb.IOException('IO Error: Cannot open file "/d/x.duckdb.wal": Read-only file system'), "store.no_permission"),
        (duckdb.Error("Corrupt database file: computed checksum 1 does not match stored checksum 2 in block at 3"), "store.damaged_pages"),
        (duckdb.TransactionException('Failed to commit: Could not write file "/d/x.duckdb": No space left on device'), "store.disk_full"),
        (duckdb.IOException('IO Error: Could not write file "/d/x.duckdb.wal": File too large'), "store.disk_full"),
        (duckdb.OutOfMemoryException("Out of Memory Error: failed to allocate data"), "store.no_memory"),
        (OSError(28, "No space left on device"), "store.disk_full"),
        (duckdb.IOException('IO Error: Cannot open file "/their/file.parquet": Permission denied'), None),
        (duckdb.ConversionException("Could not convert string 'a lock' to DOUBLE"), None),
    ],
    ids=str,
)
def test_an_error_is_called_by_what_it_means_and_only_if_it_is_of_this_database(failure, code):
    found = faults.named(failure, Path("/d/x.duckdb"))
    assert (found and found.code) == code


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="needs setpriv to be an ordinary user")
def test_a_folder_that_is_merely_read_only_is_said_and_can_still_be_read(database):
    code = "import cli, sys; sys.exit(cli.main(sys.argv[1:] or ['load', '--lang', 'en']))"
    plain = ("setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner") if os.geteuid() == 0 else ()
    for folder, file in ((0o555, 0o444), (0o555, 0o644)):
        database.chmod(file)
        database.parent.chmod(folder)
        try:
            done = python("import cli, sys; sys.exit(cli.main(['undo', '1', '--lang', 'en']))", database, *plain)
            read = python("import cli, sys; sys.exit(cli.main(['datasets']))", database, *plain)
        finally:
            database.parent.chmod(0o755)
        assert (done.returncode, "Traceback" in done.stderr, "move" in done.stderr) == (1, False, False), code
        assert (read.returncode, read.stderr) == (0, "")
    database.chmod(0o444)
    done = python(code, database, *plain)
    assert (done.returncode, done.stderr) == (1, say("store.no_permission", "en", path=database) + "\n")


@pytest.mark.parametrize("room", [64, 300, 700])
def test_a_full_disk_is_said_and_loses_nothing_and_stores_nothing_twice(store, database, room):
    """`room`: KiB that files may be longer than the database is; the snapshot cannot be written with less than its own length."""
    before = database.stat().st_size
    most = resource.getrlimit(resource.RLIMIT_FSIZE)
    told = None
    resource.setrlimit(resource.RLIMIT_FSIZE, (before // 2 + room * 1024, most[1]))
    try:
        told = store.add(upload())
    except Refused as refused:
        assert [problem.code for problem in refused.problems] == ["store.disk_full"]
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, most)
    assert numbers(store) == ([told] if told else [])
    if told:
        assert [problem.code for problem in store.unpublished] == ["store.unpublished", "store.disk_full"]
    assert not fresh_path(snapshot_path(database)).exists()
    store.close()
    again = open_store(database)
    assert numbers(again) == numbers(open_snapshot(database)) == ([told] if told else [])
    again.close()


def test_two_first_starts_at_once_make_one_database_and_both_read_it(tmp_path):
    path = tmp_path / "new" / "suanli.duckdb"
    code = (
        "from data.store import *; from data.store import upkeep; p = database_path(); s = upkeep.open_for_reading(p)\n"
        "print(s.tables('local').size('contracts')); s.close()"
    )
    environment = {**os.environ, "SUANLI_DATABASE": str(path)}
    both = [
        subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    printed = [each.communicate() for each in both]
    assert [each.returncode for each in both] == [0, 0], printed
    assert printed[0] == printed[1] and int(printed[0][0]) > 0


def test_the_files_of_a_database_are_their_owner_s_alone(store, database):
    store.add(upload())
    problems(ValueError("unforeseen"), database, "store.unforeseen")
    for path in (database, snapshot_path(database), wal_path(database), log_path(database)):
        assert path.exists() and stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_what_nobody_foresaw_is_a_sentence_with_the_id_of_its_entry_in_the_log(database):
    try:
        raise ZeroDivisionError("half of a secret")
    except ZeroDivisionError as failure:
        (problem,) = problems(failure, database, "store.unforeseen")
    text = sentence(problem, "en")
    assert problem.values["id"] in text and "ZeroDivisionError" in text and "secret" not in text
    assert problem.values["id"] in log_path(database).read_text() and "half of a secret" in log_path(database).read_text()


def test_a_backup_is_taken_while_another_process_writes_and_is_restored(database, tmp_path, monkeypatch):
    store = open_store(database)
    store.add(upload())
    copy = tmp_path / "kept" / "backup.duckdb"
    code = (
        "import sys, pathlib; from data.store import database_path, upkeep\n"
        f"print(upkeep.backup(database_path(), pathlib.Path({str(copy)!r})).count())"
    )
    done = python(code, database)
    assert (done.stdout, done.stderr) == ("1\n", "")
    store.undo(1, "local")
    store.close()
    restored, aside = upkeep.restore(database, copy)
    assert restored.uploads("local")[0].undone_at is None
    assert all(line.same for line in upkeep.health(database))
    restored.close()
    assert aside.exists() and database_path() == database


@pytest.mark.parametrize("wrong", ["missing", "junk", "foreign", "damaged"])
def test_a_file_that_is_no_sound_backup_is_refused_and_nothing_is_changed(database, tmp_path, wrong):
    file = tmp_path / "file"
    if wrong == "junk":
        file.write_bytes(b"no database" * 100)
    elif wrong == "foreign":
        duckdb.connect(str(file)).close()
    elif wrong == "damaged":
        shutil.copy(database, file)
        flip(file, 0.6)
    before = database.read_bytes()
    with pytest.raises(Refused) as refused:
        upkeep.restore(database, file)
    code = {"missing": "no_backup", "foreign": "no_backup"}.get(wrong, "damaged_backup")
    assert refused.value.problems == (Problem(f"store.{code}", values={"path": str(file)}),)
    assert database.read_bytes() == before


def test_rows_that_were_altered_behind_the_program_s_back_are_noticed(store, database):
    store.add(upload())
    store.close()
    with duckdb.connect(str(database)) as connection:
        connection.execute("""UPDATE "rows".contracts SET value_cny = 1 WHERE upload = 1""")
    lines = {line.upload.number: line.same for line in upkeep.health(database)}
    assert [number for number, same in lines.items() if not same] == [1]
