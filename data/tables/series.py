"""series: any series that an analyst wants forecast."""

from __future__ import annotations

from data.schema import Column, Dataset, Text

SERIES = Dataset(
    "series",
    Text("Series to forecast", "待预测序列"),
    Text(
        "One point of one series a row. A missing time or an empty value is a gap, not a zero.",
        "一行一个序列的一个点。缺失的时间或空值是缺口，不是零。",
    ),
    (
        Column(
            "unique_id",
            "text",
            Text("Series", "序列"),
            Text("Empty where the file holds one series", "文件只有一个序列时可空"),
            synonyms=("id", "series id", "series", "序列编号", "编号"),
            example="tokens",
        ),
        Column(
            "time",
            "text",
            Text("Time", "时间"),
            Text(
                "Period or instant: 2026, 2026-Q1, 2026-03, 2026-03-01, 2026-03-01 08:00",
                "时期或时刻：2026、2026-Q1、2026-03、2026-03-01、2026-03-01 08:00",
            ),
            required=True,
            synonyms=("ds", "date", "period", "timestamp", "month", "日期", "时期", "月份", "时刻"),
            example="2026-03",
        ),
        Column("value", "number", Text("Value", "数值"), unit_in="unit", synonyms=("y", "amount", "figure", "值", "数量"), example="120.5"),
        Column("unit", "text", Text("Unit", "单位"), synonyms=("units", "计量单位"), example="tokens_per_day"),
        Column(
            "title",
            "text",
            Text("Title", "标题"),
            Text("Name of the series on charts", "图上的序列名称"),
            synonyms=("name", "label", "名称"),
            example="Tokens a day",
        ),
    ),
    key=("unique_id", "time"),
)
