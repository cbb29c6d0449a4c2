"""forecasts: what was expected of a series, kept with the date on which it was said, to be scored when the figure arrives."""

from __future__ import annotations

from data.schema import Column, Dataset, Order, Text
from data.tables.vocabulary import UNITS


def _limit(name: str, en: str, zh: str) -> Column:
    return Column(name, "number", Text(en, zh), Text("Empty where none was given", "未给出则空"))


FORECASTS = Dataset(
    "forecasts",
    Text("Forecasts kept", "留存的预测"),
    Text(
        "One expectation of one series for one date, with the date it was made. Ours are kept by themselves; yours may be added.",
        "一行为对一个序列在一个日期的一次预测，并附作出日期。本台的预测自动留存，也可加入自己的预测。",
    ),
    (
        Column(
            "made_on", "date", Text("Made on", "作出日期"), required=True, synonyms=("forecast date", "预测作出日期"), example="2026-11-23"
        ),
        Column(
            "maker",
            "text",
            Text("By", "作出者"),
            required=True,
            synonyms=("forecaster", "author", "预测者", "机构"),
            example="Example Research",
        ),
        Column(
            "series",
            "text",
            Text("Series", "序列"),
            Text("By the name under which the record lists it", "以公开记录所列名称"),
            required=True,
            synonyms=("series name", "序列名称"),
            example="tokens / national / CN / national",
        ),
        Column("title", "text", Text("Title", "标题"), example="Tokens a day: national"),
        Column("title_zh", "text", Text("Title in Chinese", "标题（中文）"), example="日均词元：全国"),
        Column("unit", "code", Text("Unit", "单位"), values=UNITS, synonyms=("units", "计量单位"), example="tokens_per_day"),
        Column("target", "date", Text("For", "预测日期"), required=True, synonyms=("target date", "due", "目标日期"), example="2026-12-31"),
        Column(
            "value", "number", Text("Forecast", "预测值"), required=True, synonyms=("mean", "forecast", "预测"), example="300000000000000"
        ),
        _limit("lower_80", "80 % interval, low", "80% 区间下端"),
        _limit("upper_80", "80 % interval, high", "80% 区间上端"),
        _limit("lower_95", "95 % interval, low", "95% 区间下端"),
        _limit("upper_95", "95 % interval, high", "95% 区间上端"),
        Column("model", "text", Text("Model", "模型"), example="growth"),
        Column("method", "text", Text("Method", "方法"), example="forecasting 1.0"),
    ),
    key=("made_on", "maker", "series", "target"),
    rules=(Order("lower_80", "upper_80"), Order("lower_95", "upper_95")),
)
