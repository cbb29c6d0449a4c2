"""How much memory, time and output a child may take, by what it reads; set by the system where it can, watched by the parent everywhere."""

from __future__ import annotations

import contextlib
import os
import subprocess  # nosec B404 # asks for the memory of a process that we started
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from data.read.reader import File

_MIB = 2**20
_PACKED = 10
"""How many bytes one of a packed file (gz, Parquet, workbook) is taken for."""
_SIGNATURES = (b"\x1f\x8b", b"PAR1", b"PK")


@dataclass(frozen=True)
class Limits:
    """What a child may take for one answer: `memory` and `output` in bytes, `seconds` of computing; three times as many by the clock."""

    memory: int
    seconds: int
    output: int

    @property
    def clock(self) -> float:
        """Seconds after which the parent ends it, whatever it does."""
        return 3.0 * self.seconds


def limits_of(files: Sequence[File]) -> Limits:
    """Return what the reading of `files` may take: in proportion to their size, so that a small file can do little."""
    size = sum(_weight(file.path) for file in files)
    return Limits(min(448 * _MIB + 20 * size, 4096 * _MIB), 10 + 2 * size // _MIB, 64 * _MIB + 5 * size)


def restrict(limits: Limits) -> None:
    """Have the system end this process at `limits`, counted from now. Windows has no such limits, macOS not that of memory."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        spent = resource.getrusage(resource.RUSAGE_SELF)
        seconds = int(spent.ru_utime + spent.ru_stime) + 1 + limits.seconds
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))
        resource.setrlimit(resource.RLIMIT_AS, (_address_space() + limits.memory, resource.RLIM_INFINITY))


def resident(pid: int) -> int | None:
    """Return the bytes of memory that the process `pid` takes; None where the system does not tell."""
    statm = Path(f"/proc/{pid}/statm")
    try:
        if statm.exists():
            return int(statm.read_text().split()[1]) * _page()
        return _of_windows(pid) if sys.platform == "win32" else _of_ps(pid)
    except (OSError, ValueError, IndexError, subprocess.SubprocessError):
        return None


def _weight(path: Path) -> int:
    """Return the bytes of the file, or of the folder's files, those of packed ones tenfold; 0 where there is none."""
    if path.is_dir():
        return sum(_weight(each) for each in path.iterdir() if each.is_file())
    try:
        with path.open("rb") as file:
            packed = file.read(4).startswith(_SIGNATURES)
        return path.stat().st_size * (_PACKED if packed else 1)
    except OSError:
        return 0


def _address_space() -> int:
    return int(Path("/proc/self/statm").read_text().split()[0]) * _page()


def _page() -> int:
    return os.sysconf("SC_PAGE_SIZE")


def _of_ps(pid: int) -> int:
    found = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, timeout=5, check=True)  # nosec B603 B607 # no input
    return int(found.stdout) * 1024


def _of_windows(pid: int) -> int | None:
    import ctypes
    from ctypes import wintypes

    class Counters(ctypes.Structure):
        _fields_ = [("cb", wintypes.DWORD), ("PageFaultCount", wintypes.DWORD)] + [(str(n), ctypes.c_size_t) for n in range(8)]

    kernel, counters = ctypes.WinDLL("kernel32"), Counters()
    counters.cb = ctypes.sizeof(counters)
    process = kernel.OpenProcess(0x1000, False, pid)
    try:
        got = kernel.K32GetProcessMemoryInfo(process, ctypes.byref(counters), counters.cb)
        return int(getattr(counters, "1")) if got else None
    finally:
        kernel.CloseHandle(process)
