"""The words that ledgers of contracts use for our codes, in Chinese and English."""

_STATUS = {
    "active": (
        "履行中",
        "执行中",
        "正常履行",
        "正在履行",
        "生效",
        "有效",
        "存续",
        "进行中",
        "in force",
        "ongoing",
        "running",
        "live",
        "in progress",
    ),
    "completed": (
        "完成",
        "已完成",
        "已履行完毕",
        "已到期",
        "到期",
        "正常到期",
        "正常结束",
        "结清",
        "complete",
        "done",
        "expired",
        "fulfilled",
    ),
    "replaced": ("已替代", "被取代", "已取代", "重签", "superseded", "renewed"),
    "reduced": ("缩减", "部分终止", "部分解除", "减量", "partly terminated", "scaled down"),
    "disputed": ("诉讼中", "涉诉", "仲裁中", "争议", "纠纷", "in dispute", "litigation", "arbitration"),
    "terminated": (
        *("已终止", "提前终止", "解除", "已解除", "解约", "已解约", "取消", "已取消", "作废", "终止合作"),
        *("cancelled", "canceled", "terminate", "rescinded"),
    ),
    "unknown": ("不明", "状态不明"),
}
_REASON = {
    "policy": ("政策原因", "政策变化", "政策调整", "监管", "regulation"),
    "business_environment_change": ("市场变化", "市场环境变化", "经营环境", "市场原因", "market change"),
    "supply_shortage": ("供应短缺", "缺货", "货源不足", "供货不及时", "shortage"),
    "no_orders_placed": ("未下单", "无订单", "no orders"),
    "counterparty_default": ("客户违约", "违约", "交易对方违约", "未付款", "未支付", "customer default", "default", "breach"),
    "mutual_agreement": ("协商", "双方协商", "协商解除", "协商终止", "双方协商一致", "by agreement", "agreed"),
    "not_stated": ("未说明", "未披露", "not disclosed"),
}
_SIDE = {"sells": ("销售", "出售", "供方", "卖", "seller", "sell"), "buys": ("采购", "购买", "需方", "买", "buyer", "buy")}
_OBJECT = {
    "compute_service": ("算力租赁", "算力租用", "租赁服务", "compute rental", "compute lease"),
    "equipment": ("服务器", "硬件", "设备采购", "hardware", "servers"),
    "hosting": ("机房托管", "colocation"),
    "engineering": ("建设", "工程建设", "施工", "construction"),
}
_COMMITMENT = {
    "firm": ("合同", "已签合同", "contract"),
    "framework": ("框架", "框架合同", "framework agreement"),
    "award": ("中标通知", "won bid"),
    "cooperation": ("战略合作", "合作", "cooperation"),
    "unsigned": ("未签", "待签", "意向", "intention"),
}

WORDS = {"status": _STATUS, "reason_category": _REASON, "side": _SIDE, "object": _OBJECT, "commitment": _COMMITMENT}
"""By column: the words for each of its codes."""
