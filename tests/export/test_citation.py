import datetime as dt
import re
from dataclasses import replace

import pytest

from charts.citation import STYLES, citation


def test_english_names_the_finding_its_versions_the_day_and_the_sources(sample, accessed):
    assert citation(sample("line"), "en", accessed) == (
        "Suanli Observatory (2026). “28.5 % of the card-hours went to no job in May 2020”. "
        "Installed card-hours by state, %, daily, May 2020. Data version 2026-11-23. Method idle 1.1. Accessed 23 November 2026. "
        "Source: SenseTime; Hu et al. (CC BY 4.0); 工业和信息化部 (2026; read in a copy)."
    )


def test_gbt7714_is_a_database_online_with_the_day_of_reading_in_brackets(sample, accessed):
    assert citation(sample("line", "zh"), "gbt7714", accessed) == (
        "算力观测台. 2020年5月，28.5% 的加速卡时未分配: 装机卡时按状态，日度，2020年5月[DB/OL]. (2026-11-23)[2026-11-23]. "
        "数据版本 2026-11-23. 方法 idle 1.1. 来源：SenseTime; Hu et al.（CC BY 4.0）；工业和信息化部（2026；转引）。"
    )


def test_gbt7714_of_an_english_chart_is_english(sample, accessed):
    text = citation(sample("line"), "gbt7714", accessed)
    assert text.startswith("Suanli Observatory. 28.5 % of") and "[DB/OL]. (2026-11-23)[2026-11-23]. Data version" in text


def test_bibtex_escapes_what_latex_reads(sample, accessed):
    text = citation(sample("line", title="50 % {of_#1} & \\x^~$"), "bibtex", accessed)
    assert r"{50 \% {\textbraceleft}of\_\#1{\textbraceright} \& {\textbackslash}x{\textasciicircum}{\textasciitilde}\$}" in text


@pytest.mark.parametrize("name", ["line", "hostile"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_bibtex_entry_has_a_plain_key_balanced_braces_and_its_fields(sample, accessed, name, language):
    text = citation(sample(name, language, title="} @misc{x, {"), "bibtex", accessed)
    assert re.match(r"@misc\{suanli-[A-Za-z0-9-]+,\n", text)
    assert text.count("{") == text.count("}") and text.endswith("\n}")
    assert re.findall(r"^  (\w+) = \{", text, re.MULTILINE) == ["author", "title", "year", "note", "urldate"]


def test_the_year_is_that_of_the_data_and_else_that_of_reading(sample):
    chart = sample("line")
    later = dt.date(2027, 1, 2)
    assert "Suanli Observatory (2026)" in citation(chart, "en", later)
    unversioned = replace(chart, caption=replace(chart.caption, data_version="r7", method=""))
    text = citation(unversioned, "en", later)
    assert "Suanli Observatory (2027)" in text and "Data version r7. Accessed 2 January 2027" in text
    assert "[DB/OL]. [2027-01-02]. Data version r7." in citation(unversioned, "gbt7714", later)


def test_the_styles_stand_on_one_line_but_for_bibtex(sample, accessed):
    for style in STYLES:
        text = citation(sample("line", title="One\n two."), style, accessed)
        assert "One two" in text and "two.." not in text
        assert style == "bibtex" or "\n" not in text
