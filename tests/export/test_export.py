import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest

from export import FORMATS, exported, file_name
from i18n import has

DAY = dt.date(2026, 11, 23)
SIGNATURES = {
    "png": b"\x89PNG",
    "svg": b"<svg",
    "pdf": b"%PDF",
    "html": b"<!doctype html>",
    "pptx": b"PK",
    "xlsx": b"PK",
    "csv": "\ufeff".encode(),
}
HEAVY = {"pptx", "xlsxwriter", "kaleido", "plotly", "choreographer", "babel", "pandas"}


def test_importing_export_loads_nothing_heavy():
    script = f"import sys, export; print(sorted({HEAVY} & set(sys.modules)))"
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=root).stdout.strip() == "[]"


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_writes_a_file_of_its_kind(sample, form, request):
    if form in ("png", "svg", "pdf"):
        request.getfixturevalue("browser")
    assert exported(sample("line", "zh"), form, DAY).startswith(SIGNATURES[form])


def test_formats_are_named_in_both_languages_and_files_by_metric_scope_period_and_language(sample):
    assert all(has(form.title) for form in FORMATS.values())
    assert file_name(sample("line", "zh"), "pptx") == "idle_rate_earth_2020-05_zh.pptx"


def test_options_reach_the_format(sample, browser, accessed):
    assert len(exported(sample("line"), "png", scale=1)) < len(exported(sample("line"), "png", scale=3))
    assert b"Accessed 23 November 2026" in exported(sample("line"), "html", accessed=accessed)
