"""demand: token volumes, training and inference shares, spending, markets and published forecasts."""

from __future__ import annotations

from data.schema import Column, Dataset, Text
from data.tables.provenance import PROVENANCE
from data.tables.vocabulary import BASES, MADE_ON, PRECISION, measured, region, texts

SCOPES = texts(
    national=("National", "全国"),
    company=("One company", "单个企业"),
    cloud_market=("Cloud market", "公有云市场"),
    enterprise_market=("Enterprise market", "企业市场"),
    router=("One router or ranking", "单一路由平台或榜单"),
    market=("Market", "市场"),
    workload=("Workload", "工作负载"),
    revenue=("Revenue", "收入"),
    revenue_pipeline=("Revenue pipeline", "在手订单收入"),
    spending=("Spending", "支出"),
    token_consumption=("Tokens consumed", "词元消耗"),
    unstated=("Scope not stated", "范围未说明"),
)

METRICS = texts(
    daily_tokens=("Tokens a day", "日均词元"),
    weekly_tokens=("Tokens a week", "周词元"),
    monthly_tokens=("Tokens a month", "月词元"),
    period_tokens=("Tokens of a period", "时段词元"),
    tokens_per_minute=("Tokens a minute", "每分钟词元"),
    training_share=("Training share", "训练占比"),
    inference_share=("Inference share", "推理占比"),
    training_spend_usd=("Training spending", "训练支出"),
    inference_spend_usd=("Inference spending", "推理支出"),
    total_compute_spend_usd=("Total compute spending", "算力总支出"),
    server_market_usd=("Market size", "市场规模"),
    intelligent_compute_demand=("Intelligent compute demanded", "智能算力需求"),
)

_TOKENS = ("day", "week", "month", "quarter", "half_year", "year", "minute")

DEMAND = Dataset(
    "demand",
    Text("Compute demand", "算力需求"),
    Text(
        "Scopes share no line: one company's tokens, a cloud market's and the nation's are different things. Most figures are floors.",
        "范围不同不得连线：单个企业、公有云市场与全国的词元量各为一事。多数数字为下限。",
    ),
    (
        Column(
            "period_end",
            "period",
            Text("As of", "截至"),
            required=True,
            synonyms=("date", "period", "日期", "时间", "截止日期"),
            example="2026-06-30",
        ),
        region(required=True, example="CN"),
        Column(
            "entity",
            "text",
            Text("Subject", "对象"),
            Text("Whose demand", "谁的需求"),
            required=True,
            synonyms=("company", "name", "主体", "公司"),
            example="national",
        ),
        Column("entity_zh", "text", Text("Subject in Chinese", "对象（中文）"), example="全国"),
        Column(
            "scope",
            "code",
            Text("Scope", "范围"),
            Text("What a volume covers, or what a share or spending is of", "数量涵盖什么，或占比、支出以什么为口径"),
            values=SCOPES,
            required=True,
            synonyms=("coverage", "统计范围"),
            example="national",
        ),
        Column(
            "metric",
            "code",
            Text("Metric", "指标"),
            values=METRICS,
            required=True,
            synonyms=("indicator", "指标名称"),
            example="daily_tokens",
        ),
        *measured(
            "fraction",
            "usd",
            "eflops",
            "tokens_month_to_date",
            *(f"tokens_per_{span}" for span in _TOKENS),
            value="140000000000000",
            unit="tokens_per_day",
        ),
        PRECISION,
        Column(
            "basis", "code", Text("Nature", "性质"), values=BASES, required=True, synonyms=("type", "类型", "数据性质"), example="actual"
        ),
        MADE_ON,
        Column(
            "derived",
            "flag",
            Text("Converted", "换算值"),
            Text(
                "Computed from another stated figure: the same thing twice; empty = no sign of it",
                "由另一公布数字换算，实为同一数据；空=无此迹象",
            ),
        ),
        *PROVENANCE,
    ),
    key=("period_end", "region", "entity", "metric", "qualifier", "unit", "basis", "made_on", "source_title"),
)
