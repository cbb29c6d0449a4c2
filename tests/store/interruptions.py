"""An upload that is broken off at every line of its way, or by a full disk, and what the next start finds.

    python tests/store/interruptions.py DATABASE                every line of the way, and 20 sizes of the disk
    python tests/store/interruptions.py DATABASE --every 37     each 37th line

Each attempt is a process of its own, forked from one that never opens a database: killed at line n (nothing is cleaned up, as by
kill -9), made to fail there, or not let write files beyond a size. A second process then starts, as the app does. One line of JSON each
is printed, what differs of ledger, rows, snapshot, files left over and what the user was told; the last line counts them.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

import pandas as pd  # noqa: E402

from data.schema import Refused  # noqa: E402
from data.store import open_snapshot, open_store, seals, snapshot  # noqa: E402
from data.store.files import log_path, snapshot_path, wal_path  # noqa: E402
from data.store.ledger import NewUpload, lines  # noqa: E402
from data.tables import DATASETS  # noqa: E402

WAY = ("connection.py", "ledger.py", "snapshot.py", "seals.py", "files.py")
KILLED = 137


def upload() -> NewUpload:
    row = {"contract_id": "X-1", "company": "甲", "side": "sells", "object": "compute_service", "commitment": "firm", "currency": "CNY"}
    return NewUpload("contracts", pd.DataFrame([row]).reindex(columns=list(DATASETS["contracts"].names)), "mine.csv", "abc")


def at_line(number: int, act: Callable[[], None]) -> Callable:
    """A trace function that acts at the line of this number, counted along the way of the upload."""
    passed = [0]

    def trace(frame: FrameType, event: str, _: object) -> Callable | None:
        path = Path(frame.f_code.co_filename)
        if path.parent.name != "store" or path.name not in WAY:
            return None
        if event == "line":
            passed[0] += 1
            if passed[0] == number:
                passed.append(path.name)
                act()
        return trace

    trace.passed = passed
    return trace


def apart(work: Callable[[], object]) -> tuple[int, object]:
    """Do `work` in a process of its own; return how it ended and what it returned."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        code = 1
        try:
            os.write(writing, json.dumps(work()).encode())
            code = 0
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        printed = pipe.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), json.loads(printed) if printed else None


def of_full_disk(path: Path, size: int) -> dict:
    """Store where no file can be longer than `size` KiB; what else fails than by a refusal is told as a trace."""
    store, told, traces = open_store(path), True, []
    resource.setrlimit(resource.RLIMIT_FSIZE, (size * 1024, resource.RLIM_INFINITY))
    try:
        store.add(upload())
    except Refused as refused:
        told = False
        traces = [problem.code for problem in refused.problems if problem.code != "store.disk_full"]
    return {"lines": 0, "stored": told, "trace": traces}


def broken_off(path: Path, number: int, how: str) -> dict:
    if how == "full":
        return of_full_disk(path, number)
    store, told = open_store(path), True

    def act() -> None:
        if how == "kill":
            os._exit(KILLED)
        raise MemoryError

    trace = at_line(number, act)
    sys.settrace(trace)
    try:
        store.add(upload())
    except MemoryError:
        told = False
    finally:
        sys.settrace(None)
    cleaning = trace.passed[1:] and trace.passed[1] in ("connection.py", "files.py")  # closing what is open: nothing there fails by itself
    return {"lines": trace.passed[0], "stored": None if cleaning and not told else told}


def found_at_the_next_start(path: Path) -> dict:
    store = open_store(path)
    cursor = store._connection.cursor()
    ledger = lines(cursor)
    published = open_snapshot(path)
    reading = published._connection.cursor()
    expected = {path.name, wal_path(path).name, snapshot_path(path).name, log_path(path).name}
    return {
        "uploads": [line.number for line in ledger if line.kind == "upload"],
        "altered": [line.number for line in ledger if not seals.soundness(cursor, line)[1]],
        "orphans": cursor.execute('SELECT count(*) FROM "rows".contracts WHERE upload NOT IN (SELECT number FROM uploads)').fetchone()[0],
        "published": snapshot.state(cursor) == snapshot.state(reading)
        and [each.number for each in lines(reading)] == [e.number for e in ledger],
        "same_file": (same := store.same_file("contracts", "abc", "local")) and same.number,
        "left": sorted({each.name for each in path.parent.iterdir()} - expected),
    }


def attempt(database: Path, number: int, how: str) -> dict:
    """Break one upload off at line `number`; return what differs from an upload that is there whole, or not at all."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "suanli.duckdb"
        shutil.copy(database, path)
        shutil.copy(snapshot_path(database), snapshot_path(path))
        code, done = apart(lambda: broken_off(path, number, how))
        started, found = apart(lambda: found_at_the_next_start(path))
    wrong = [] if started == 0 else ["the next start failed"]
    if found:
        wrong += [name for name in ("altered", "left", "orphans") if found[name]]
        wrong += [] if found["published"] else ["published"]
        wrong += [] if found["same_file"] == (found["uploads"] or [None])[0] else ["same_file"]
        if done and done["stored"] not in (None, bool(found["uploads"])):
            wrong += ["told"]
        if how == "full" and (not done or done["trace"]):
            wrong += ["trace"]
    return {"line": number, "how": how, "ended": code, "stored": bool(found and found["uploads"]), "wrong": wrong}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("database", type=Path)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--sizes", type=int, default=20, help="how many sizes of a full disk, up to twice the database")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "suanli.duckdb"
        shutil.copy(args.database, path)
        shutil.copy(snapshot_path(args.database), snapshot_path(path))
        _, whole = apart(lambda: broken_off(path, 0, "count"))
    lines = range(1, whole["lines"] + 1, args.every)
    largest = 2 * args.database.stat().st_size // 1024
    sizes = [int(largest ** (number / (args.sizes - 1))) for number in range(args.sizes)]
    differences = 0
    for how, numbers in (("kill", lines), ("fail", lines), ("full", sizes)):
        for number in numbers:
            found = attempt(args.database, number, how)
            differences += len(found["wrong"])
            print(json.dumps(found), flush=True)
    print(f"{len(lines)} kills and {len(lines)} failures at as many lines, {len(sizes)} sizes of a full disk: {differences} differences")


if __name__ == "__main__":
    main()
