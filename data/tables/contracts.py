"""contracts: compute contracts of listed companies, seen from the company."""

from __future__ import annotations

from data.schema import Column, Dataset, Order, Text
from data.tables.contract_words import WORDS
from data.tables.provenance import PROVENANCE
from data.tables.vocabulary import region, texts

SIDES = texts(sells=("Sells", "卖方"), buys=("Buys", "买方"))
OBJECTS = texts(
    compute_service=("Compute service", "算力服务"),
    equipment=("Equipment", "设备"),
    hosting=("Hosting", "托管"),
    engineering=("Engineering", "工程"),
    mixed=("Mixed", "混合"),
)
COMMITMENTS = texts(
    firm=("Firm contract", "正式合同"),
    framework=("Framework agreement", "框架协议"),
    award=("Award", "中标"),
    cooperation=("Cooperation agreement", "合作协议"),
    backstop=("Backstop", "兜底采购"),
    ceiling=("Approved purchase ceiling", "审议通过的采购上限"),
    unsigned=("Unsigned", "未签署"),
)
STATUSES = texts(
    active=("Active when last heard of", "最近消息为履行中"),
    completed=("Completed", "履行完毕"),
    replaced=("Replaced by another contract", "被新合同取代"),
    reduced=("Reduced", "缩减"),
    disputed=("Disputed", "涉诉或仲裁"),
    terminated=("Terminated", "终止"),
    unknown=("Outcome not known", "结果不明"),
)
REASONS = texts(
    policy=("Policy", "政策"),
    business_environment_change=("Change of the business environment", "经营环境变化"),
    supply_shortage=("Supply shortage", "供货不足"),
    no_orders_placed=("No orders placed", "未下订单"),
    counterparty_default=("Counterparty default", "对方违约"),
    mutual_agreement=("Mutual agreement", "协商一致"),
    force_majeure=("Force majeure", "不可抗力"),
    other=("Other", "其他"),
    not_stated=("Reason not stated", "未披露原因"),
)
PURPOSES = texts(training=("Training", "训练"), inference=("Inference", "推理"), mixed=("Mixed", "混合"), unknown=("Not stated", "未说明"))
AMOUNTS = texts(stated=("As stated", "披露金额"), ceiling=("Ceiling", "上限金额"), range_low=("Low end of a range", "区间下限"))
CURRENCIES = texts(CNY=("CNY", "人民币"), USD=("USD", "美元"), HKD=("HKD", "港元"), EUR=("EUR", "欧元"))


def _code(name: str, title: Text, values: dict[str, Text], *synonyms: str, **rest: object) -> Column:
    return Column(name, "code", title, values=values, value_synonyms=WORDS.get(name, {}), synonyms=synonyms, **rest)


def _cny(name: str, en: str, zh: str, meaning: Text, *synonyms: str, **rest: object) -> Column:
    title = Text(f"{en}, CNY", f"{zh}（元）")
    return Column(f"{name}_cny", "number", title, meaning, unit="cny", low=0, usual=(1e6, 1e13), synonyms=synonyms, **rest)


def _sign(name: str, en: str, zh: str, meaning_en: str, meaning_zh: str) -> Column:
    return Column(name, "flag", Text(en, zh), Text(f"{meaning_en}; empty = not stated", f"{meaning_zh}；空=未说明"))


_PARTIES = (
    Column(
        "company",
        "text",
        Text("Company", "公司"),
        required=True,
        synonyms=("provider", "listed company", "上市公司", "公司名称", "公司简称"),
        example="示例科技",
    ),
    Column(
        "company_en",
        "text",
        Text("Company in English", "公司（英文）"),
        synonyms=("provider_en", "公司英文名"),
        example="Example Technology",
    ),
    Column(
        "ticker",
        "text",
        Text("Ticker", "股票代码"),
        Text("With the exchange: 600000.SH; companies are joined by it", "含交易所后缀，如 600000.SH；公司以此关联"),
        synonyms=("stock code", "symbol", "证券代码", "代码"),
        example="600000.SH",
    ),
    Column("contracting_entity", "text", Text("Contracting entity", "签约主体"), synonyms=("subsidiary", "子公司")),
    Column(
        "counterparty", "text", Text("Counterparty", "对方"), synonyms=("customer", "supplier", "客户", "供应商", "交易对方", "合同对方")
    ),
    Column("counterparty_en", "text", Text("Counterparty in English", "对方（英文）"), synonyms=("customer_en",)),
    Column("counterparty_note", "text", Text("Note on the counterparty", "对方备注")),
    _sign("counterparty_named", "Counterparty named", "对方是否具名", "False where it is disclosed without its name", "未披露名称则为否"),
)

_VALUE = (
    _cny(
        "value",
        "Value",
        "金额",
        Text("Whole contract; empty for contracts in another currency", "合同总额；外币合同为空"),
        "contract value",
        "合同金额",
        "总金额",
        original="value_original",
        example="120000000",
    ),
    Column(
        "value_original",
        "number",
        Text("Value in the contract's currency", "原币金额"),
        unit_in="currency",
        low=0,
        synonyms=("original value", "原币金额"),
        example="120000000",
    ),
    _code("currency", Text("Currency", "币种"), CURRENCIES, "货币", example="CNY", required=True),
    _code("amount_is", Text("Amount is", "金额性质"), AMOUNTS, example="stated"),
    Column("tax_included", "flag", Text("Tax included", "是否含税"), synonyms=("含税",)),
    Column(
        "share_of_annual_revenue",
        "number",
        Text("Value as a share of annual revenue", "金额占年营业收入比例"),
        Text("As stated by the source; 1 = one year's revenue", "据来源所述；1=相当于一年营业收入"),
        unit="fraction",
        low=0,
    ),
)

_END = (
    Column("ended_on", "date", Text("Ended on", "结束日期"), synonyms=("end date", "terminated on", "终止日期", "解除日期")),
    _cny(
        "value_ended",
        "Value ended",
        "终止金额",
        Text("The ended contract's whole value", "终止合同的全部金额"),
        "terminated value",
        "终止合同金额",
    ),
    _cny(
        "delivered", "Delivered before the end", "终止前已履行金额", Text("Only where stated", "仅在披露时填写"), "performed", "已履行金额"
    ),
    _code("reason_category", Text("Reason", "原因"), REASONS, "reason", "终止原因"),
    Column("reason_note", "text", Text("Reason as stated", "原因说明"), synonyms=("reason text", "终止原因说明")),
    Column("reason_note_zh", "text", Text("Reason as stated, in Chinese", "原因说明（中文）")),
    Column(
        "last_confirmed_on",
        "date",
        Text("Last confirmed on", "最近确认日期"),
        Text("Last word that it runs; the company's own word is weak", "最近一次表明仍在履行的消息；公司自述属弱证据"),
        synonyms=("last word", "最近消息日期"),
    ),
)

_SIGNS = (
    _sign("prepaid", "Prepayment", "有无预付款", "The buyer paid or must pay in advance", "买方已付或须付预付款"),
    _sign("free_exit", "Free exit for the customer", "客户可无责退出", "The customer may end it without cause", "客户可无理由终止"),
    _sign("seller_other_industry", "Seller from another industry", "卖方跨界", "Its main business is something else", "主业与算力无关"),
)

CONTRACTS = Dataset(
    "contracts",
    Text("Compute contracts", "算力合同"),
    Text(
        "One contract a row, seen from the company with the ticker. Recorded partly because they ended: never the market.",
        "一行一份合同，以有股票代码的公司为视角。部分因终止而被收录，不代表市场整体。",
    ),
    (
        Column(
            "contract_id",
            "text",
            Text("Contract", "合同编号"),
            required=True,
            synonyms=("id", "contract no", "编号", "合同号"),
            example="600000-20260105-1",
        ),
        *_PARTIES,
        Column(
            "signed_on",
            "date",
            Text("Signed on", "签署日期"),
            synonyms=("signing date", "start date", "签约日期", "签订日期"),
            example="2026-01-05",
        ),
        Column("announced_on", "date", Text("Announced on", "公告日期"), synonyms=("announcement date", "披露日期"), example="2026-01-06"),
        Column(
            "term_months",
            "number",
            Text("Term, months", "期限（月）"),
            unit="months",
            usual=(12, 400),
            low=0,
            synonyms=("term", "duration", "期限", "合同期限", "服务期限"),
            example="60",
        ),
        *_VALUE,
        Column(
            "compute_pflops",
            "number",
            Text("Compute, PFLOPS", "算力（PFLOPS）"),
            unit="pflops",
            usual=(10, 1e6),
            low=0,
            synonyms=("pflops", "compute", "算力规模"),
            example="2000",
        ),
        Column("accelerator", "text", Text("Card model", "加速卡型号"), synonyms=("gpu", "card", "卡型", "型号"), example="H800"),
        Column(
            "scale",
            "text",
            Text("Cards or servers", "卡数或台数"),
            Text("As stated", "据来源所述"),
            synonyms=("servers", "服务器数量", "规模"),
        ),
        region(example="CN-GS"),
        _code("purpose", Text("Purpose", "用途"), PURPOSES, example="unknown"),
        _code(
            "side",
            Text("Side", "买卖方向"),
            SIDES,
            "方向",
            meaning=Text("What the company does in it", "公司在合同中的角色"),
            example="sells",
            required=True,
        ),
        _code("object", Text("Object", "标的"), OBJECTS, "subject matter", "合同标的", example="compute_service", required=True),
        _code("commitment", Text("Commitment", "约束力"), COMMITMENTS, "合同性质", example="firm", required=True),
        _code("status", Text("Status", "状态"), STATUSES, "合同状态", example="active", required=True),
        *_END,
        *_SIGNS,
        *PROVENANCE,
        Column("second_source_url", "text", Text("Second address", "第二来源网址")),
    ),
    key=("contract_id",),
    rules=(Order("signed_on", "ended_on"), Order("value_ended_cny", "value_cny"), Order("delivered_cny", "value_cny")),
)
