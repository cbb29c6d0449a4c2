"""Charts of every form in both languages, and what the tests of images need."""

import datetime as dt
import os
import shutil
from dataclasses import replace

import pandas as pd
import pytest

from charts.caption import Caption
from charts.chart import Chart, Encoding, Mark, Series
from data.schema import Column, Source, Text

DAY = dt.date(2026, 11, 23)
SOURCES = (
    Source("helios", "Helios trace", "SenseTime; Hu et al.", date="2021-11", url="https://example.org/helios", licence="CC BY 4.0"),
    Source("paper", "Annual report 2025", "工业和信息化部", read_in="新华社", read_kind="copy", date="2026"),
)
HUES = ("allocated", "unallocated", "held", "accent")

DATE = Column("day", "date", Text("Day", "日期"))
HOUR = Column("hour", "instant", Text("Hour", "小时"))
POOL = Column("pool", "text", Text("Pool", "资源池"))
MONTH = Column("month", "integer", Text("Months since signing", "签约后月数"), unit="months")
STATE = Column("state", "code", Text("State", "状态"), values={"idle": Text("Idle", "闲置"), "busy": Text("Busy", "已使用")})


def _share(name: str, en: str, zh: str) -> Column:
    return Column(name, "number", Text(en, zh), unit="fraction")


def _chart(form: str, language: str, frame: pd.DataFrame, columns: tuple[Column, ...], series: tuple[str, ...], **encoding) -> Chart:
    named = {column.name: column for column in columns}
    drawn = tuple(Series(name, named[name].title.in_(language), HUES[i], **encoding.pop(f"of_{name}", {})) for i, name in enumerate(series))
    zh = language == "zh"
    return Chart(
        view="idle_rate",
        language=language,
        title="2020年5月，28.5% 的加速卡时未分配" if zh else "28.5 % of the card-hours went to no job in May 2020",
        subtitle="装机卡时按状态，日度，2020年5月" if zh else "Installed card-hours by state, %, daily, May 2020",
        frame=frame,
        columns=columns,
        encoding=Encoding(form, columns[0].name, drawn, **encoding),
        caption=Caption(
            SOURCES,
            "来源：商汤科技；工业和信息化部（转引）。" if zh else "Source: SenseTime; MIIT (read in a copy).",
            ("覆盖率：86.9%。",) if zh else ("Coverage: 86.9 %.",),
            {"cluster": "Earth", "outages": "excluded"},
            "2026-11-23",
            "idle 1.1",
            "算力观测台 · 数据 2026-11-23 · 方法 idle 1.1" if zh else "Suanli Observatory · data 2026-11-23 · method idle 1.1",
            "覆盖率：86.9%。" if zh else "Coverage: 86.9 %.",
        ),
        scope=("earth", "2020-05"),
    )


def _daily(language: str, form: str = "line", **encoding) -> Chart:
    frame = pd.DataFrame(
        {
            "day": pd.date_range("2020-05-01", periods=6).strftime("%Y-%m-%d"),
            "allocated": [0.62, 0.61, None, 0.57, 0.55, 0.63],
            "unallocated": [0.38, 0.39, None, 0.43, 0.45, 0.37],
            "low": [0.55, 0.54, None, 0.5, 0.5, 0.6],
            "high": [0.7, 0.7, None, 0.6, 0.6, 0.7],
        }
    )
    limits = (_share("low", "Lower limit", "下限"), _share("high", "Upper limit", "上限"))
    columns = (DATE, _share("allocated", "Allocated", "已分配"), _share("unallocated", "Unallocated", "未分配"), *limits)
    return _chart(form, language, frame, columns, ("allocated", "unallocated"), unit="fraction", **encoding)


def _band(language: str) -> Chart:
    return _daily(language, of_allocated={"low": "low", "high": "high"})


def _marked(language: str) -> Chart:
    return _daily(language, marks=(Mark(dt.date(2020, 5, 3), "全部资源池无分配" if language == "zh" else "all pools at 0"),))


def _stacked(language: str, form: str) -> Chart:
    return _daily(language, form, stacked=True)


def _filled_area(language: str) -> Chart:
    chart = _stacked(language, "area")
    frame = chart.frame.dropna().reset_index(drop=True)
    return replace(chart, frame=frame)


def _hourly(language: str) -> Chart:
    hours = pd.date_range("2020-05-01", periods=48, freq="h", tz="Asia/Shanghai")
    frame = pd.DataFrame({"hour": hours, "allocated": [0.5 + 0.01 * i for i in range(48)]})
    return _chart("line", language, frame, (HOUR, _share("allocated", "Allocated", "已分配")), ("allocated",), unit="fraction")


def _steps(language: str) -> Chart:
    frame = pd.DataFrame(
        {"month": [0, 4, 7, 24], "alive": [1.0, 0.9, 0.68, 0.68], "low": [1.0, 0.6, 0.4, 0.4], "high": [1.0, 0.98, 0.9, 0.9]}
    )
    columns = (MONTH, _share("alive", "Alive", "存续率"), _share("low", "Lower limit", "下限"), _share("high", "Upper limit", "上限"))
    return _chart("line", language, frame, columns, ("alive",), unit="fraction", step=True, of_alive={"low": "low", "high": "high"})


def _bars(language: str) -> Chart:
    frame = pd.DataFrame(
        {"pool": ["vc6YE", "京津冀枢纽", "=1+1"], "value": [3.69e9, 1.2e9, None], "low": [3e9, 1e9, None], "high": [4e9, 1.5e9, None]}
    )
    columns = (
        POOL,
        *(Column(n, "number", Text(n.title(), z), unit="cny") for n, z in (("value", "金额"), ("low", "下限"), ("high", "上限"))),
    )
    return _chart("bar", language, frame, columns, ("value",), unit="cny", of_value={"low": "low", "high": "high"})


def _scatter(language: str) -> Chart:
    frame = pd.DataFrame({"cards": [8, 64, 512, 4096], "rent": [9.5, 8.1, None, 5.25]})
    columns = (
        Column("cards", "integer", Text("Cards", "加速卡数"), unit="cards"),
        Column("rent", "number", Text("Rent", "租金"), unit="cny_per_card_hour"),
    )
    return _chart("scatter", language, frame, columns, ("rent",), unit="cny_per_card_hour", of_rent={"style": "hollow"})


def _heat(language: str) -> Chart:
    frame = pd.DataFrame([{"hour": h, "pool": f"vc{d}", "rate": (h + d) / 31} for d in range(7) for h in range(24)])
    columns = (Column("hour", "integer", Text("Hour of day", "时刻")), POOL, _share("rate", "Idle rate", "闲置率"))
    return _chart("heatmap", language, frame, columns, ("rate",), unit="fraction", row="pool")


def _table(language: str) -> Chart:
    frame = pd.DataFrame({"pool": [f"vc{i}" for i in range(20)], "state": ["idle", "busy"] * 10, "hours": [i / 2 for i in range(20)]})
    columns = (POOL, STATE, Column("hours", "number", Text("Hours", "时长"), unit="hours"))
    return _chart("table", language, frame, columns, ())


HOSTILE = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\tcmd",
    "</script><script>window.harmed = true</script>",
    "\x00\x1b&<>\"'",
    "{=}%",
    "=HYPERLINK(0)",
)
"""Words that some program would run, or choke on."""


def _hostile(language: str, form: str = "column") -> Chart:
    figures = [float(-i) for i in range(len(HOSTILE))]
    frame = pd.DataFrame({"pool": list(HOSTILE), "value": figures, "other": figures, "state": list(HOSTILE)})
    columns = (
        Column("pool", "text", Text("=POOL()", "=POOL()")),
        Column("value", "number", Text("=Evil!$A$1", "=Evil!$A$1"), unit="hours"),
        Column("other", "number", Text(HOSTILE[5], HOSTILE[5])),
        Column("state", "text", Text("@state", "@state")),
    )
    chart = _chart(form, language, frame, columns, ("value", "other"), unit="hours", x_title="=Evil!$A$1", y_title="=Evil!$A$1")
    caption = Caption((Source(*HOSTILE[:3], url="=URL"),), HOSTILE[0], HOSTILE[:6], {HOSTILE[0]: HOSTILE[5]}, "=1", "=2", "=3")
    return replace(chart, title=HOSTILE[0] + HOSTILE[5], subtitle=HOSTILE[6], caption=caption)


def _empty(language: str) -> Chart:
    chart = _daily(language)
    return replace(chart, frame=chart.frame.head(0))


def _one_row(language: str, form: str = "line") -> Chart:
    chart = _daily(language, form, stacked=form == "area")
    return replace(chart, frame=chart.frame.head(1))


SAMPLES = {
    "line": _daily,
    "band": _band,
    "marked": _marked,
    "hourly": _hourly,
    "steps": _steps,
    "area": _filled_area,
    "area_with_gaps": lambda language: _stacked(language, "area"),
    "column": lambda language: _stacked(language, "column"),
    "bar": _bars,
    "scatter": _scatter,
    "hostile": _hostile,
    "hostile_line": lambda language: _hostile(language, "line"),
    "hostile_table": lambda language: _hostile(language, "table"),
    "one_row": _one_row,
    "one_row_area": lambda language: _one_row(language, "area"),
    "empty": _empty,
    "heatmap": _heat,
    "table": _table,
}


@pytest.fixture
def sample():
    """A maker of charts: sample(name, language, **changed fields)."""

    def made(name: str, language: str = "en", **changes) -> Chart:
        return replace(SAMPLES[name](language), **changes)

    return made


@pytest.fixture
def accessed():
    return DAY


@pytest.fixture
def browser():
    """Skip where no Chromium is found; on CI that is a failure."""
    from export.image import browser

    path = browser()
    if path is None and os.environ.get("CI") != "true":
        pytest.skip("needs a Chrome or Chromium")
    assert path, "CI must have a Chrome or Chromium"
    return path


@pytest.fixture
def poppler():
    if not shutil.which("pdftotext"):
        pytest.skip("needs pdftotext of poppler-utils")
