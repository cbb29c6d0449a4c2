"""Codes and columns that several datasets share: qualifiers, precisions, units, indicators, region."""

from __future__ import annotations

from collections.abc import Mapping

from data.schema import Column, Text


def texts(**wordings: tuple[str, str]) -> dict[str, Text]:
    """Return code -> Text from code=(English, Chinese)."""
    return {code: Text(en, zh) for code, (en, zh) in wordings.items()}


def chosen(codes: Mapping[str, Text], *names: str) -> dict[str, Text]:
    """Return the part of `codes` called `names`, in that order; KeyError for an unknown name."""
    return {name: codes[name] for name in names}


QUALIFIERS = texts(
    exact=("Exact", "确数"),
    about=("About", "约"),
    above=("Above", "以上"),
    below=("Below", "以下"),
    up_to=("Up to", "至多"),
    range_low=("Low end of a range", "区间下限"),
    range_high=("High end of a range", "区间上限"),
)

PRECISIONS = texts(
    FP64=("FP64", "FP64"),
    FP32=("FP32", "FP32"),
    FP16=("FP16", "FP16"),
    FP8=("FP8", "FP8"),
    INT8=("INT8", "INT8"),
    unstated=("Precision not stated", "精度未说明"),
)

BASES = texts(actual=("Actual", "实际"), estimate=("Estimate", "估计"), forecast=("Forecast", "预测"))

INDICATORS = texts(
    total_compute=("Total compute", "算力总规模"),
    intelligent_compute=("Intelligent compute", "智能算力"),
    general_compute=("General compute", "通用算力"),
    supercompute=("Supercomputing", "超算算力"),
    racks_in_use=("Standard racks in use", "在用标准机架"),
    intelligent_share=("Intelligent share of compute", "智能算力占比"),
    rack_share=("Share of national racks", "占全国机架比重"),
    national_share_of_intelligent=("Share of national intelligent compute", "占全国智能算力比重"),
    national_share_of_total=("Share of national total compute", "占全国算力总规模比重"),
    power_contracted=("Power contracted", "签约电力"),
    power_active=("Power active", "投运电力"),
    it_power_in_use=("IT power in use", "在用机房设备功率"),
)

UNITS = texts(
    fraction=("Fraction, 0–1", "比例（0–1）"),
    pflops=("PFLOPS", "PFLOPS"),
    eflops=("EFLOPS", "EFLOPS"),
    racks=("racks", "个机架"),
    mw=("MW", "MW"),
    gw=("GW", "GW"),
    cards=("cards", "张卡"),
    cny=("CNY", "元"),
    usd=("USD", "美元"),
    contracts=("contracts", "份合同"),
    standards=("standards", "项标准"),
    tokens=("tokens", "词元"),
    tokens_per_minute=("tokens a minute", "词元/分钟"),
    tokens_per_day=("tokens a day", "词元/日"),
    tokens_per_week=("tokens a week", "词元/周"),
    tokens_per_month=("tokens a month", "词元/月"),
    tokens_month_to_date=("tokens in the month to date", "词元（当月累计）"),
    tokens_per_quarter=("tokens a quarter", "词元/季"),
    tokens_per_half_year=("tokens a half-year", "词元/半年"),
    tokens_per_year=("tokens a year", "词元/年"),
    cny_per_card_hour=("CNY per card-hour", "元/卡时"),
    cny_per_card_year=("CNY per card-year", "元/卡年"),
    cny_per_server_month=("CNY per server-month", "元/台月"),
    usd_per_card_hour=("USD per card-hour", "美元/卡时"),
    cny_per_server=("CNY per server", "元/台"),
    usd_per_server=("USD per server", "美元/台"),
    cny_per_module=("CNY per module", "元/模组"),
    cny_per_card=("CNY per card", "元/卡"),
    years=("years", "年"),
    w_per_card=("W per card", "W/卡"),
    w_per_server=("W per server", "W/台"),
    ratio=("ratio", "比值"),
    cny_per_kwh=("CNY per kWh", "元/千瓦时"),
    usd_per_kwh=("USD per kWh", "美元/千瓦时"),
)


def region(required: bool = False, example: str = "CN-GD") -> Column:
    """Return the column `region`."""
    return Column(
        "region",
        "text",
        Text("Region", "地区"),
        Text(
            "ISO 3166-2 code of a province or state, ISO 3166-1 code of a country, or WORLD",
            "省级行政区的 ISO 3166-2 代码、国家或地区的 ISO 3166-1 代码，或 WORLD（全球）",
        ),
        required=required,
        synonyms=("province", "state", "country", "省份", "省市", "区域", "所在地"),
        example=example,
    )


def area(example: str = "") -> tuple[Column, Column]:
    """Return the columns `area` and `area_zh`: the part of the region, or the company, that a figure is about."""
    meaning = Text("City, hub or company within the region; empty = the whole region", "地区内的城市、枢纽节点或企业；空=整个地区")
    return (
        Column(
            "area", "text", Text("Area", "范围"), meaning, synonyms=("city", "hub", "scope", "城市", "枢纽", "统计范围"), example=example
        ),
        Column("area_zh", "text", Text("Area in Chinese", "范围（中文）")),
    )


def measured(*units: str, required: bool = True, value: str = "", unit: str = "") -> tuple[Column, Column, Column]:
    """Return the columns `value`, `qualifier` and `unit` of a long ledger; the unit is one of `units`.

    `value` and `unit` are the examples.
    """
    return (
        Column(
            "value",
            "number",
            Text("Value", "数值"),
            Text("Shares are fractions, 0–1; empty = no number given", "占比以 0–1 的比例表示；空=未给数字"),
            required=required,
            unit_in="unit",
            synonyms=("amount", "figure", "值", "数量", "指标值"),
            example=value,
        ),
        Column(
            "qualifier",
            "code",
            Text("Qualifier", "限定"),
            Text("From the source's own words; many official figures are floors", "据来源原话；许多官方数字是下限"),
            values=QUALIFIERS,
            synonyms=("bound", "限定词", "约数说明"),
            example="exact",
        ),
        Column(
            "unit",
            "code",
            Text("Unit", "单位"),
            values=chosen(UNITS, *units),
            required=required,
            synonyms=("units", "计量单位"),
            example=unit,
        ),
    )


PRECISION = Column(
    "precision",
    "code",
    Text("Precision", "精度"),
    Text(
        "Part of the unit: figures of two precisions are never added or joined; empty where it has no meaning",
        "单位的一部分：不同精度不得相加或连线；不适用时为空",
    ),
    values=PRECISIONS,
    synonyms=("number format", "计算精度", "精度口径"),
    example="FP16",
)

MADE_ON = Column(
    "made_on",
    "date",
    Text("Forecast made on", "预测作出日期"),
    Text("Empty where not stated", "未说明则空"),
    synonyms=("forecast date", "published on", "预测日期", "发布日期"),
)
