"""companies: names, former names and annual revenue of listed companies. Shipped empty."""

from __future__ import annotations

from data.schema import Column, Dataset, Text
from data.tables.provenance import PROVENANCE

COMPANIES = Dataset(
    "companies",
    Text("Companies", "公司"),
    Text("One company and fiscal year; what sets a contract against annual revenue.", "一家公司一个财年；用于将合同与年营业收入对照。"),
    (
        Column(
            "ticker",
            "text",
            Text("Ticker", "股票代码"),
            Text("With the exchange: 600000.SH; companies are joined by it", "含交易所后缀，如 600000.SH；公司以此关联"),
            required=True,
            synonyms=("stock code", "symbol", "证券代码", "代码"),
            example="600000.SH",
        ),
        Column(
            "company",
            "text",
            Text("Company", "公司"),
            required=True,
            synonyms=("name", "公司名称", "公司简称", "证券简称"),
            example="示例科技",
        ),
        Column(
            "company_en",
            "text",
            Text("Company in English", "公司（英文）"),
            synonyms=("name_en", "english name", "英文名称"),
            example="Example Technology",
        ),
        Column(
            "former_names",
            "text",
            Text("Former names", "曾用名"),
            Text("Separated by |", "以 | 分隔"),
            synonyms=("former name", "old names", "旧名称"),
            example="示例股份",
        ),
        Column(
            "fiscal_year",
            "integer",
            Text("Fiscal year", "财年"),
            required=True,
            low=1990,
            high=2100,
            synonyms=("year", "年度", "年份", "会计年度"),
            example="2025",
        ),
        Column(
            "annual_revenue_cny",
            "number",
            Text("Annual revenue, CNY", "年营业收入（元）"),
            unit="cny",
            low=0,
            usual=(1e6, 1e13),
            synonyms=("revenue", "annual revenue", "turnover", "营业收入", "营收"),
            example="950000000",
        ),
        Column(
            "industry",
            "text",
            Text("Industry", "所属行业"),
            Text("Main business", "主营业务"),
            synonyms=("sector", "main business", "行业"),
            example="印刷",
        ),
        *PROVENANCE,
    ),
    key=("ticker", "fiscal_year"),
    reference=True,
)
