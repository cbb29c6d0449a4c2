"""Times of telemetry and jobs as programs write them: whatever stands behind the clock, they are read rightly or not at all."""

import io
import zipfile

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.read.content import kind
from data.read.telemetry import _written


@pytest.mark.parametrize("zone", ["+08:00", "+0800", "+08"])
@pytest.mark.parametrize("clock", ["09:00:00", "09:00", "09:00:00.000", "09:00:00.000000"])
def test_an_offset_of_hours_alone_is_one_as_a_database_writes_it(clock, zone):
    moments, stated = _written(pd.Series([f"2026-03-01 {clock}{zone}"] * 2))
    assert list(moments) == [np.datetime64("2026-03-01T09:00", "us")] * 2
    assert stated is not None and stated.replace(":", "")[:3] == "+08"


def test_offsets_of_hours_alone_that_differ_are_one_clock():
    moments, stated = _written(pd.Series(["2026-03-01 09:00:00+08", "2026-03-01 09:00:00-03", "2026-03-01 09:00:00Z"]))
    assert [str(each)[11:16] for each in moments] == ["01:00", "12:00", "09:00"] and stated == "UTC"


def test_a_day_is_no_offset():
    moments, stated = _written(pd.Series(["2026-03-01", "2026-03-02"]))
    assert [str(each)[:10] for each in moments] == ["2026-03-01", "2026-03-02"] and stated is None


TAILS = st.text(st.sampled_from("+-0189:.,/ZzT "), max_size=9)


@given(st.lists(TAILS, min_size=1, max_size=3))
def test_whatever_stands_behind_a_time_it_is_read_or_not_and_nothing_fails(tails):
    moments, _ = _written(pd.Series([f"2026-03-01T09{tail}" for tail in tails]))
    days = (moments - np.datetime64("2026-03-01", "us")) / np.timedelta64(1, "D")
    assert all(np.isnat(moment) or -1 <= day <= 2 for moment, day in zip(moments, days, strict=True))


def test_an_archive_of_a_later_version_of_the_format_is_refused_as_one_that_cannot_be_read(tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("a.txt", "a")
    content = bytearray(packed.getvalue())
    content[content.index(b"PK\x01\x02") + 6] = 148
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    assert kind(path) == "archive"
