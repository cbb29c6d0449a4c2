"""The first start: the database is made once, by a process of its own, for however many readers come at once."""

import subprocess
import threading
from types import SimpleNamespace

import pytest

from data.store import open_store
from ui import frame


@pytest.fixture
def no_database(tmp_path, monkeypatch):
    path = tmp_path / "new.duckdb"
    monkeypatch.setenv("SUANLI_DATABASE", str(path))
    return path


def test_two_readers_at_the_first_start_make_one_database(no_database, monkeypatch):
    running, made = threading.Semaphore(1), []

    def load(*_, **__):
        assert running.acquire(blocking=False), "a second process makes the database at the same time"
        made.append(True)
        open_store(no_database).close()
        running.release()
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(subprocess, "run", load)
    stores = []
    readers = [threading.Thread(target=lambda: stores.append(frame.opened("en"))) for _ in range(2)]
    for each in readers:
        each.start()
    for each in readers:
        each.join()
    assert len(made) == 1
    assert len(stores) == 2
    assert stores[0] is stores[1]
    stores[0].close()


def test_why_a_database_could_not_be_made_is_in_the_log(no_database, monkeypatch, caplog):
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: SimpleNamespace(returncode=1, stderr="the disk is full"))
    frame.opened("en").close()
    assert "the disk is full" in caplog.text
