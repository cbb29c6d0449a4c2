"""Files as people bring them: the right value in the view, its title and card, the exported file, and the other language."""

import pytest

from data.check import checked_file
from data.digest import digest
from data.tables import DATASETS
from data.upload import draft
from export import exported
from views import VIEWS, Query

pytestmark = pytest.mark.reference


@pytest.fixture
def with_file(store, reference):
    """Load a file of the field into a dataset: with_file(name, dataset) -> the store's tables with it."""

    def loaded(name, dataset):
        path = reference / "field" / "uploads" / name
        checked = checked_file(path, DATASETS[dataset])
        assert all(problem.severity == "note" for problem in checked.problems)
        store.add(draft(store, checked, (digest(path),), "local").new(path.name, "mine"))
        return store.tables("local")

    return loaded


def shown(tables, view, language, **asked):
    """A view's result, its title and cards without narrow spaces, and the lines of its CSV."""
    found = VIEWS[view].result(tables, Query(**asked))
    chart = VIEWS[view].chart(found, language)
    cards = [(card.label, card.value.replace("\u202f", " "), card.note.replace("\u202f", " ")) for card in chart.headlines]
    return found, chart.title.replace("\u202f", " "), cards, exported(chart, "csv").decode("utf-8-sig").splitlines()


@pytest.mark.parametrize(
    ("language", "title", "value", "count"),
    [
        (
            "en",
            "10 of 29 firm compute-service contracts started by the end of 2025 were terminated; one contract is 59 %",
            "CNY 6.2 bn",
            "10 of 29",
        ),
        ("zh", "2025年底前起始的 29 份正式算力服务合同中，10 份已终止；终止金额 62 亿元，其中一份占 59%", "62 亿元", "10/29"),
    ],
)
def test_twelve_contracts_of_a_chinese_ledger_join_the_record_to_eleven_of_thirty_nine(with_file, language, title, value, count):
    tables = with_file("contracts-12-rows.xlsx", "contracts")
    found, said, cards, lines = shown(tables, "cancellations", language)
    years = found.facts["by_year"]
    assert [sum(one[name] for one in years) for name in ("terminated", "contracts")] == [11, 39]
    assert said.startswith(title) and [card[1] for card in cards[:2]] == [value, count]
    assert len([line for line in lines if line.startswith("2024-Q")]) == 4
    ledger, _, _, rows = shown(tables, "contract_ledger", language)
    assert len(rows) - 1 == len(ledger.frame) == ledger.facts["contracts"], "every contract has its line in the file"


@pytest.mark.parametrize(
    ("language", "title", "label", "value", "dear"),
    [
        (
            "en",
            "LASTCARD: CNY 50,000 an eight-card server-month in December 2025 (reserved), after CNY 90,000 in Q1 2025",
            "reserved",
            "CNY 50,000",
            "CNY 90,000",
        ),
        ("zh", "LASTCARD：2025年12月八卡月租 5 万元（包期），2025年第1季度为 9 万元", "包期", "5 万元", "9 万元"),
    ],
)
def test_the_latest_rent_is_that_of_december_in_title_card_and_file(with_file, language, title, label, value, dear):
    tables = with_file("prices_latest.csv", "prices")
    found, said, cards, lines = shown(tables, "rents", language, settings={"card": "LASTCARD"})
    assert said == title and "nan" not in "".join(lines).lower()
    assert (label in cards[0][0], cards[0][1], cards[1][1]) == (True, value, dear)
    assert [line.split(",")[0] for line in lines if "LASTCARD" in line] == found.frame["period"].tolist() == ["2025-Q1", "2025-12"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_products_of_provinces_are_shares_that_sum_to_one_in_the_file_too(with_file, language):
    """The uploaded 5,392.7 bn of Shanghai stand in another unit than the record's figures: whichever are drawn, the shares are the same."""
    tables = with_file("regional_gdp_12.csv", "regional_proxies")
    found, said, cards, lines = shown(tables, "regional_mismatch", language, settings={"weight_gdp": "1"})
    shares = found.frame.set_index("region")["need_share"]
    assert shares.sum() == pytest.approx(1) and shares["CN-SH"] / shares["CN-GZ"] == pytest.approx(5392.7 / 2266.7, rel=1e-4)
    assert ("22 months apart" if language == "en" else "相差 22 个月") in said
    assert cards[0][1] == "5" and ("no comparison" in cards[0][2] or "不宜比较" in cards[0][2])
    assert [line.split(",")[0] for line in lines if line.startswith("CN-")] == found.frame["region"].tolist()


@pytest.mark.parametrize("dataset", ["usage"])
def test_five_mistakes_of_a_chinese_export_are_each_found_at_their_row(reference, dataset):
    checked = checked_file(reference / "field" / "uploads" / "usage-gbk-with-mistakes.csv", DATASETS[dataset])
    met = {(problem.place.row, problem.place.column) for problem in checked.problems if problem.severity == "error"}
    assert met == {(12, "已分配卡时"), (42, "装机卡时"), (42, "已分配卡时"), (79, "时间"), (338, "集群名称")}
    told = [problem for problem in checked.problems if problem.severity == "note" and "无" in str(problem.values)]
    assert [problem.place.column for problem in told] == ["已分配卡时"], "a word that is no number is read as unknown, and that is said"
