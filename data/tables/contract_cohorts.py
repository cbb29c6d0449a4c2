"""contract_cohorts: company totals without per-contract detail; the only complete denominators."""

from __future__ import annotations

from data.schema import Column, Dataset, Text
from data.tables.provenance import PROVENANCE
from data.tables.vocabulary import measured, texts

METRICS = texts(
    contracts_signed=("Contracts signed", "签署合同数"),
    contracts_signed_value=("Value of contracts signed", "签署合同金额"),
    contracts_terminated=("Contracts ended", "终止合同数"),
    contracts_terminated_value=("Value of contracts ended", "终止合同金额"),
    contracts_never_performed=("Contracts never performed", "从未履行合同数"),
    contracts_never_performed_value=("Value of contracts never performed", "从未履行合同金额"),
    compute_revenue=("Compute revenue", "算力业务收入"),
    compute_net_profit=("Net profit of the compute business", "算力业务净利润"),
    compute_scale=("Compute operated", "运营算力规模"),
)

CONTRACT_COHORTS = Dataset(
    "contract_cohorts",
    Text("Company disclosures of contract totals", "公司披露的合同汇总"),
    Text("One figure a company disclosed for a period. A loss is negative.", "公司就某一时期披露的一个数字；亏损为负。"),
    (
        Column(
            "company", "text", Text("Company", "公司"), required=True, synonyms=("公司名称", "公司简称", "上市公司"), example="示例科技"
        ),
        Column("company_en", "text", Text("Company in English", "公司（英文）"), example="Example Technology"),
        Column(
            "ticker",
            "text",
            Text("Ticker", "股票代码"),
            required=True,
            synonyms=("stock code", "symbol", "证券代码", "代码"),
            example="600000.SH",
        ),
        Column(
            "as_of",
            "period",
            Text("Period", "时期"),
            required=True,
            synonyms=("date", "year", "quarter", "报告期", "年份"),
            example="2026-Q1",
        ),
        Column(
            "metric",
            "code",
            Text("Metric", "指标"),
            values=METRICS,
            required=True,
            synonyms=("indicator", "指标名称"),
            example="contracts_signed",
        ),
        *measured("cny", "contracts", "pflops", value="61", unit="contracts"),
        *PROVENANCE,
    ),
    key=("ticker", "as_of", "metric"),
)
