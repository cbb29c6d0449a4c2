"""The children of this process: at most two, started when needed, used again, and ended where they take more than they may."""

from __future__ import annotations

import atexit
import io
import os
import subprocess  # nosec B404 # starts our own interpreter on our own module
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from data.child.limits import Limits, resident
from data.schema import Problem, Refused

SIZE = 2
_LASTING = 256 * 2**20
"""With how much memory a child may wait for its next request."""
_LOOK = 0.02
_ROOT = Path(__file__).parents[2]
_ENVIRONMENT = {"ARROW_DEFAULT_MEMORY_POOL": "system", "MALLOC_ARENA_MAX": "2", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""Libraries that reserve address space for each thread or in advance would reach the limit with little memory taken."""
_TOO_SLOW = -24
"""How a process ends at its limit of computing time."""

_slots = threading.BoundedSemaphore(SIZE)
_lock = threading.Lock()
_idle: list[subprocess.Popen] = []


class _Output(io.RawIOBase):
    """What a child writes, counted: beyond the limit it is ended."""

    def __init__(self, child: subprocess.Popen, limit: int, why: list[str]):
        self._child, self._left, self._why = child, limit, why

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        count = self._child.stdout.readinto1(buffer)
        self._left -= count
        if self._left < 0:
            self._why.append("read.too_heavy")
            self._child.kill()
            raise EOFError
        return count


def prepare() -> None:
    """Have a child started where none waits, so that the first file need not wait for it."""
    with _lock:
        if not _idle:
            _idle.append(_start())


def is_busy() -> bool:
    """Return whether as many files are being read as may be at once, so that the next one waits."""
    if free := _slots.acquire(blocking=False):
        _slots.release()
    return not free


def ask(name: str, given: dict, limits: Limits, recall: Callable[[str], object] | None = None) -> object:
    """Return what a child answers; `recall` is asked here for what was stored earlier.

    Refused as the child refuses, and where it ends or goes beyond `limits`. RuntimeError with its trace where it fails otherwise.
    """
    from data.child import wire

    why: list[str] = []
    with _child() as child, _watched(child, limits, why):
        stream = io.BufferedReader(_Output(child, limits.output, why), 2**16)
        try:
            wire.send_request(child.stdin, (name, given, limits, recall is not None))
            while (answer := wire.receive_answer(stream))[0] == "recall":
                wire.send_request(child.stdin, recall(answer[1]))
        except (EOFError, OSError, ValueError) as error:  # those of Arrow are among them
            raise Refused(_ended(child, limits, why)) from error
        kind, value = answer
        if kind == "heavy":
            child.kill()
            raise Refused(_ended(child, limits, ["read.too_heavy"]))
    if kind == "refused":
        raise Refused(*value)
    if kind == "failed":
        raise RuntimeError(value)
    return value


def _ended(child: subprocess.Popen, limits: Limits, why: list[str]) -> Problem:
    child.kill()
    code = child.wait()
    found = why[0] if why else "read.too_slow" if code == _TOO_SLOW else "read.broke_off"
    return Problem(found, values={"limit": limits.memory // 2**20, "seconds": limits.seconds})


@contextmanager
def _child() -> Iterator[subprocess.Popen]:
    """Lend a child; one that ended, or kept much memory, is not lent again."""
    with _slots:
        with _lock:
            child = _idle.pop() if _idle else None
        if child is None or child.poll() is not None:
            child = _start()
        try:
            yield child
        except Refused:
            _put_back(child)
            raise
        except BaseException:
            _end(child)
            raise
        else:
            _put_back(child)


def _put_back(child: subprocess.Popen) -> None:
    if child.poll() is None and (resident(child.pid) or 0) <= _LASTING:
        with _lock:
            _idle.append(child)
    else:
        _end(child)


@contextmanager
def _watched(child: subprocess.Popen, limits: Limits, why: list[str]) -> Iterator[None]:
    """End the child where it takes more memory or time than it may, and say `why`."""
    done = threading.Event()

    def watch() -> None:
        end = time.monotonic() + limits.clock
        while not done.wait(_LOOK):
            late = time.monotonic() > end
            if late or (resident(child.pid) or 0) > limits.memory:
                why.append("read.too_slow" if late else "read.too_heavy")
                child.kill()
                return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def _start() -> subprocess.Popen:
    return subprocess.Popen(  # nosec B603 # nothing of it comes from a user
        [sys.executable, "-m", "data.child"],
        cwd=_ROOT,
        env={**os.environ, **_ENVIRONMENT},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def _end(child: subprocess.Popen) -> None:
    child.kill()
    child.wait()
    for stream in (child.stdin, child.stdout):
        stream.close()


@atexit.register
def _end_all() -> None:
    with _lock:
        while _idle:
            _end(_idle.pop())
