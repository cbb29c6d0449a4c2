"""prices: accelerator rents."""

from __future__ import annotations

from data.schema import Column, Dataset, Order, Text
from data.tables.provenance import PROVENANCE
from data.tables.vocabulary import UNITS, chosen, region, texts

CONTRACT_TYPES = texts(on_demand=("On demand", "按需"), reserved=("Reserved", "包期"), unstated=("Not stated", "未说明"))

CAVEATS = texts(
    printed_as_annual=("Printed as annual, read as monthly", "原文印作年租，按月租解读"),
    out_of_line=("Out of line with other quotes", "与其他报价不一致"),
)


_USUAL = {
    "cny_per_server_month": (1_000, 1e6),
    "cny_per_card_hour": (0.1, 1_000),
    "usd_per_card_hour": (0.05, 200),
    "cny_per_card_year": (1_000, 2e6),
}


def _price(name: str, title: Text, *synonyms: str, example: str = "") -> Column:
    return Column(name, "number", title, unit_in="unit", usual_in=_USUAL, low=0, synonyms=synonyms, example=example)


PRICES = Dataset(
    "prices",
    Text("Card rents", "加速卡租金"),
    Text("One quote, list price or deal a row. A single price, a range, or both.", "一行一笔报价、挂牌价或成交价；单价、区间或两者兼有。"),
    (
        Column(
            "period",
            "period",
            Text("Period", "时期"),
            required=True,
            synonyms=("date", "month", "日期", "月份", "报价日期"),
            example="2026-09",
        ),
        region(required=True, example="CN"),
        Column(
            "accelerator",
            "text",
            Text("As quoted", "报价对象"),
            Text("Card or server in the source's words", "据来源原文"),
            synonyms=("product", "item", "产品"),
            example="H100 8-GPU server",
        ),
        Column(
            "model",
            "text",
            Text("Card model", "加速卡型号"),
            Text("The name that joins it to the specifications", "与规格表关联所用的名称"),
            required=True,
            synonyms=("gpu", "card", "gpu model", "卡型", "型号", "显卡型号"),
            example="H100",
        ),
        Column(
            "cards_per_unit",
            "number",
            Text("Cards in what is rented", "计价单位含卡数"),
            unit="cards",
            required=True,
            low=1,
            synonyms=("cards", "gpus per server", "卡数", "每台卡数"),
            example="8",
        ),
        _price("price", Text("Price", "价格"), "rent", "value", "租金", "单价", example="78000"),
        _price("price_low", Text("Lowest price", "最低价"), "low", "minimum", "价格下限", example="75000"),
        _price("price_high", Text("Highest price", "最高价"), "high", "maximum", "价格上限", example="82000"),
        Column(
            "unit",
            "code",
            Text("Unit", "单位"),
            values=chosen(UNITS, "cny_per_server_month", "cny_per_card_hour", "usd_per_card_hour", "cny_per_card_year"),
            required=True,
            synonyms=("units", "计价单位"),
            example="cny_per_server_month",
        ),
        Column(
            "contract_type",
            "code",
            Text("Contract type", "租用方式"),
            values=CONTRACT_TYPES,
            synonyms=("term type", "计费方式"),
            example="reserved",
        ),
        Column("caveat", "code", Text("Caveat", "存疑"), values=CAVEATS),
        *PROVENANCE,
    ),
    # Two open quotes of one card and month differ in nothing but their figures and their source.
    key=("period", "region", "accelerator", "unit", "contract_type", "price", "price_low", "price_high", "source_title"),
    rules=(Order("price_low", "price_high"),),
)
