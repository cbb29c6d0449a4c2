"""cost_inputs: what a card-hour is made of: prices of servers and cards, lives, rates of capital, power, electricity."""

from __future__ import annotations

from data.schema import Column, Dataset, Order, Text
from data.tables.provenance import PROVENANCE
from data.tables.vocabulary import QUALIFIERS, UNITS, area, chosen, region, texts

KINDS = texts(
    server_price=("Price of a server", "服务器价格"),
    module_price=("Price of a module of cards, without server", "模组价格（不含服务器）"),
    card_price=("Price of a card", "加速卡价格"),
    service_life=("Service life", "使用年限"),
    cost_of_capital=("Cost of capital a year", "年资金成本率"),
    idle_power=("Power of an idle card", "空闲卡功率"),
    idle_power_extra=("Power that an open context adds to an idle card", "空闲卡加载程序后增加的功率"),
    busy_power=("Power of a busy server", "服务器满载功率"),
    pue=("Power usage effectiveness", "电能利用效率"),
    electricity=("Price of electricity, all in", "电价（含输配等各项）"),
    electricity_purchase=("Purchase price of electricity alone", "代理购电价格（仅购电一项）"),
)

COST_INPUTS = Dataset(
    "cost_inputs",
    Text("Inputs of cost", "成本参数"),
    Text(
        "One cited figure a row. A module is no server, a purchase price of electricity no bill, a target no measurement.",
        "一行一个有出处的数字。模组不等于服务器，购电价不等于到户电价，目标不等于实测。",
    ),
    (
        Column(
            "input",
            "code",
            Text("Input", "参数"),
            values=KINDS,
            required=True,
            synonyms=("parameter", "item", "参数名称", "项目"),
            example="server_price",
        ),
        Column(
            "model",
            "text",
            Text("Card model", "加速卡型号"),
            Text("Empty = not stated, or of no card", "空=未说明，或与卡型无关"),
            synonyms=("gpu", "card", "gpu model", "卡型", "型号", "显卡型号"),
            example="H800",
        ),
        region(example="CN"),
        *area(),
        Column(
            "subject",
            "text",
            Text("Whose or which", "对象"),
            Text("The purchase, firm, tariff or machine that the figure is of", "数字所属的采购、企业、电价类别或设备"),
            synonyms=("of", "name", "名称"),
            example="330 servers bought by Lotus",
        ),
        Column("subject_zh", "text", Text("Whose or which, in Chinese", "对象（中文）"), example="莲花采购的 330 台服务器"),
        Column(
            "cards_per_unit",
            "number",
            Text("Cards in what is priced or measured", "计价或测量单位含卡数"),
            Text("Empty = not stated", "空=未说明"),
            unit="cards",
            low=1,
            synonyms=("cards", "gpus per server", "卡数", "每台卡数"),
            example="8",
        ),
        Column(
            "is_target",
            "flag",
            Text("Target", "是否为目标"),
            Text("A goal set, not a measurement", "政策或规划目标，而非实测"),
            synonyms=("target", "目标"),
            example="false",
        ),
        Column("low", "number", Text("Lowest", "最低"), unit_in="unit", low=0, synonyms=("minimum", "下限"), example=""),
        Column("high", "number", Text("Highest", "最高"), unit_in="unit", low=0, synonyms=("maximum", "上限"), example=""),
        Column(
            "point", "number", Text("Figure", "数字"), unit_in="unit", low=0, synonyms=("value", "amount", "数值", "值"), example="2100000"
        ),
        Column(
            "unit",
            "code",
            Text("Unit", "单位"),
            values=chosen(
                UNITS,
                *("cny_per_server", "usd_per_server", "cny_per_module", "cny_per_card", "years", "fraction"),
                *("w_per_card", "w_per_server", "ratio", "cny_per_kwh", "usd_per_kwh"),
            ),
            required=True,
            synonyms=("units", "计量单位"),
            example="cny_per_server",
        ),
        Column(
            "qualifier",
            "code",
            Text("Qualifier", "限定"),
            Text("From the source's own words", "据来源原话"),
            values=QUALIFIERS,
            synonyms=("bound", "限定词"),
            example="exact",
        ),
        Column(
            "as_of",
            "period",
            Text("As of", "截至"),
            required=True,
            synonyms=("date", "period", "month", "日期", "时期"),
            example="2023-09-27",
        ),
        *PROVENANCE,
    ),
    key=("input", "model", "region", "area", "subject", "as_of", "source_title"),
    rules=(Order("low", "high"),),
    reference=True,
)
