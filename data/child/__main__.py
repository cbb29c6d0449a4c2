"""The child: answers one request after the other, each under its limits, until its parent is gone. Loads neither pages nor database."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from typing import BinaryIO

from data.check import checked_files
from data.child.limits import restrict
from data.child.wire import receive_request, send_answer
from data.read import reading_of
from data.schema import Refused

_ANSWERS: dict[str, Callable] = {"reading_of": reading_of, "checked_files": checked_files}


def _serve(asked: BinaryIO, answers: BinaryIO) -> None:
    import pyarrow.csv  # noqa: F401 - while nobody waits for it yet

    while True:
        try:
            name, given, limits, recalls = receive_request(asked)
        except EOFError:
            return
        restrict(limits)

        def recall(key: str) -> object:
            send_answer(answers, "recall", key)
            return receive_request(asked)

        try:
            found = _ANSWERS[name](**given, **({"remembered": recall} if recalls else {}))
            send_answer(answers, "found", found)
        except Refused as refused:
            send_answer(answers, "refused", refused.problems)
        except MemoryError:
            send_answer(answers, "heavy", None)
        except BaseException:  # a panic of a library in Rust is no Exception
            send_answer(answers, "failed", traceback.format_exc())


if __name__ == "__main__":
    channel = os.fdopen(os.dup(1), "wb")
    # What a library prints must not come between the answers.
    os.dup2(2, 1)
    _serve(sys.stdin.buffer, channel)
