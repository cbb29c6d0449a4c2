"""Figures for scripts: JSON that any reader of JSON takes, with words in the language asked for."""

import json

import pandas as pd

from data.schema import Result, Text
from export.figures import printed


def test_what_is_unknown_is_null_and_what_is_said_is_in_one_language_at_any_depth():
    facts = {"event": Text("Notice", "通知"), "found": {"figures": (1.5, float("nan")), "last": pd.NaT}}
    result = Result(pd.DataFrame(), (), "test 1.0", facts=facts)
    assert json.loads(printed(result, "json", "zh"))["facts"] == {"event": "通知", "found": {"figures": [1.5, None], "last": None}}
