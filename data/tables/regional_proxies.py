"""regional_proxies: what regional need is measured by. Shipped empty: without a proxy no share is drawn."""

from __future__ import annotations

from data.schema import Column, Dataset, Text
from data.tables.provenance import PROVENANCE
from data.tables.vocabulary import region, texts

PROXIES = texts(
    population=("Population", "人口"),
    enterprises=("Enterprises", "企业数"),
    talent=("Talent", "人才"),
    power=("Power", "电力"),
    gdp=("Gross domestic product", "地区生产总值"),
    digital_economy=("Digital economy", "数字经济规模"),
    internet_traffic=("Internet traffic", "互联网流量"),
    other=("Other", "其他"),
)

REGIONAL_PROXIES = Dataset(
    "regional_proxies",
    Text("Regional proxies", "地区需求代理指标"),
    Text("One proxy of demand for one region and period.", "一个地区一个时期的一项需求代理指标。"),
    (
        region(required=True, example="CN-ZJ"),
        Column("period", "period", Text("Period", "时期"), required=True, synonyms=("date", "year", "年份", "日期"), example="2025"),
        Column(
            "proxy",
            "code",
            Text("Proxy", "代理指标"),
            values=PROXIES,
            required=True,
            synonyms=("indicator", "metric", "指标"),
            example="population",
        ),
        Column(
            "value",
            "number",
            Text("Value", "数值"),
            unit_in="unit",
            required=True,
            low=0,
            synonyms=("amount", "figure", "值", "数量"),
            example="66700000",
        ),
        Column(
            "unit",
            "text",
            Text("Unit", "单位"),
            Text("The same for all regions of one proxy", "同一指标各地区须一致"),
            synonyms=("units", "计量单位"),
            example="persons",
        ),
        *PROVENANCE,
    ),
    key=("region", "period", "proxy"),
    reference=True,
)
