"""capacity: national and regional computing power and racks, with precision, basis and series."""

from __future__ import annotations

from data.schema import Column, Dataset, Text
from data.tables.provenance import PROVENANCE
from data.tables.vocabulary import BASES, INDICATORS, MADE_ON, PRECISION, area, measured, region, texts

SERIES = texts(
    official=("Official", "官方"),
    idc_inspur=("IDC and Inspur", "IDC 与浪潮"),
    caict=("CAICT", "中国信通院"),
    ccid=("CCID", "赛迪"),
    askci=("AskCI", "中商产业研究院"),
    local_or_company=("Local or company", "地方或企业"),
    other=("Other", "其他"),
)

CAPACITY = Dataset(
    "capacity",
    Text("Computing capacity", "算力规模"),
    Text(
        "Precision, basis, series and edition are part of the figure: two that differ in one of them are never added or joined.",
        "精度、性质、序列与版本都是数据的一部分：任一不同，不得相加或连线。",
    ),
    (
        Column(
            "period_end",
            "period",
            Text("As of", "截至"),
            Text("A month end stands for 'by that month'", "月末表示“截至该月”"),
            required=True,
            synonyms=("date", "period", "as of", "日期", "时间", "截止日期"),
            example="2026-06-30",
        ),
        region(required=True, example="CN-GZ"),
        *area(),
        Column(
            "metric",
            "code",
            Text("Indicator", "指标"),
            values=INDICATORS,
            required=True,
            synonyms=("indicator", "item", "指标名称"),
            example="intelligent_compute",
        ),
        *measured("eflops", "pflops", "racks", "fraction", "mw", "gw", "cards", value="30", unit="eflops"),
        PRECISION,
        Column(
            "accelerator",
            "text",
            Text("Card model", "加速卡型号"),
            Text("Of a figure given in cards", "以卡数给出时填写"),
            synonyms=("gpu", "chip", "model", "卡型", "芯片", "型号"),
        ),
        Column(
            "basis", "code", Text("Nature", "性质"), values=BASES, required=True, synonyms=("type", "类型", "数据性质"), example="actual"
        ),
        Column(
            "series",
            "code",
            Text("Series", "序列"),
            Text("Who counts; each counts its own way", "由谁统计；各有口径"),
            values=SERIES,
            required=True,
            synonyms=("publisher series", "统计口径", "统计机构"),
            example="local_or_company",
        ),
        Column("edition", "text", Text("Edition", "版本"), Text("Of the report, where editions differ", "报告版本，各版数据不同")),
        MADE_ON,
        *PROVENANCE,
    ),
    # One article gives two counts of the same racks (Ningxia, end of 2024): the value itself tells the rows apart.
    key=("period_end", "region", "area", "metric", "value", "precision", "accelerator", "basis", "series", "edition", "source_title"),
)
