"""investments: financing and investment announcements."""

from __future__ import annotations

from data.schema import Column, Dataset, Text
from data.tables.provenance import PROVENANCE
from data.tables.vocabulary import QUALIFIERS, region, texts

INSTRUMENTS = texts(
    private_placement=("Private placement", "定增"),
    convertible=("Convertible", "可转债"),
    reit=("REIT", "公募 REITs"),
    bond=("Bond", "债券"),
    equity=("Equity investment", "股权投资"),
    capex_plan=("Capital expenditure plan", "投资建设计划"),
    other=("Other", "其他"),
)

STATUSES = texts(
    planned=("Planned", "筹划中"),
    announced=("Announced", "已公告"),
    agreed=("Agreement signed", "已签协议"),
    under_review=("Under review", "审核中"),
    offering=("Offering", "发行中"),
    revised=("Revised", "已调整"),
    listed=("Listed", "已上市"),
    done=("Done", "已完成"),
    withdrawn=("Withdrawn", "已撤回"),
)


def _cny(name: str, en: str, zh: str, meaning: Text, *synonyms: str, example: str = "") -> Column:
    title = Text(f"{en}, CNY", f"{zh}（元）")
    return Column(f"{name}_cny", "number", title, meaning, unit="cny", low=0, usual=(1e6, 1e13), synonyms=synonyms, example=example)


INVESTMENTS = Dataset(
    "investments",
    Text("Financing and investment", "融资与投资"),
    Text(
        "One announcement a row. A superseding one stands for the same issue: never add the two.",
        "一行一则公告。取代者与被取代者为同一事项，不得相加。",
    ),
    (
        Column(
            "investment_id", "text", Text("Announcement", "公告编号"), required=True, synonyms=("id", "编号"), example="600000-20260210-1"
        ),
        Column(
            "announced_on",
            "date",
            Text("Announced on", "公告日期"),
            required=True,
            synonyms=("date", "announcement date", "披露日期"),
            example="2026-02-10",
        ),
        Column(
            "company", "text", Text("Company", "公司"), required=True, synonyms=("公司名称", "公司简称", "上市公司"), example="示例科技"
        ),
        Column("company_en", "text", Text("Company in English", "公司（英文）"), example="Example Technology"),
        Column("former_name", "text", Text("Name at the time", "当时名称"), Text("Where it has changed since", "此后更名的公司填写")),
        Column(
            "ticker",
            "text",
            Text("Ticker", "证券代码"),
            Text("Of the security, such as a REIT", "证券自身的代码，如公募 REITs"),
            synonyms=("security code",),
            example="600000.SH",
        ),
        Column(
            "issuer_ticker",
            "text",
            Text("Ticker of the issuer", "发行人股票代码"),
            Text("The company behind it; companies are joined by it", "背后的公司；公司以此关联"),
            synonyms=("stock code", "symbol", "股票代码", "代码"),
            example="600000.SH",
        ),
        Column(
            "instrument",
            "code",
            Text("Instrument", "方式"),
            values=INSTRUMENTS,
            synonyms=("type", "融资方式", "类型"),
            example="private_placement",
        ),
        _cny(
            "amount",
            "Amount",
            "金额",
            Text("Raised, to be raised or to be invested", "募集、拟募集或拟投资金额"),
            "amount",
            "value",
            "募集资金",
            "投资金额",
            example="1500000000",
        ),
        Column(
            "qualifier",
            "code",
            Text("Qualifier", "限定"),
            Text("Of the amount", "针对金额"),
            values=QUALIFIERS,
            synonyms=("限定词",),
            example="up_to",
        ),
        _cny(
            "valuation",
            "Valuation",
            "估值",
            Text("Of the asset; never an amount raised", "资产估值，并非募集金额"),
            "valuation",
            "资产估值",
        ),
        Column("supersedes", "text", Text("Supersedes", "取代"), Text("The announcement it replaces", "被其取代的公告编号")),
        Column(
            "project", "text", Text("Project", "项目"), synonyms=("use of proceeds", "项目名称", "募投项目"), example="智算中心建设项目"
        ),
        Column("project_en", "text", Text("Project in English", "项目（英文）"), example="Intelligent computing centre"),
        region(example="CN-HE"),
        Column(
            "planned_pflops",
            "number",
            Text("Planned compute, PFLOPS", "规划算力（PFLOPS）"),
            unit="pflops",
            usual=(10, 1e8),
            low=0,
            synonyms=("pflops", "算力规模"),
        ),
        Column("status", "code", Text("Status", "状态"), values=STATUSES, synonyms=("stage", "进展"), example="under_review"),
        Column("status_note", "text", Text("Note on the status", "状态备注")),
        Column("listed_on", "date", Text("Listed on", "上市日期"), synonyms=("listing date",)),
        *PROVENANCE,
    ),
    key=("investment_id",),
)
