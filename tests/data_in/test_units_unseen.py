"""Units, formats and magnitudes that were once read wrong without a word: the right value, or the question that is asked instead."""

import datetime as dt
import io
import re
import zipfile

import openpyxl
import pytest

from data.check import checked_files
from data.mapping_options import option
from data.read import File, inner_columns
from data.read.formats import sections_of, shown
from data.tables import DATASETS
from i18n.problem import sentence

START = dt.datetime(2026, 3, 1)
HEAD = ["集群", "资源池", "小时", "装机卡时"]


@pytest.fixture
def check(tmp_path):
    def _check(*contents, dataset="usage", options=(), name="own.csv"):
        files = []
        for number, content in enumerate(contents):
            path = tmp_path / f"{number}-{name}"
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
            files.append(File(path, path.name))
        mapping = dict(option(each, DATASETS[dataset], inner_columns(dataset)) for each in options)
        return checked_files(files, DATASETS[dataset], mapping=mapping)

    return _check


def sums(found, *names):
    return tuple(round(float(found.good[f"{name}_card_hours"].sum()), 6) for name in names)


def codes(found):
    return [problem.code for problem in found.errors]


def told(found, code, language="en"):
    return sentence(next(problem for problem in found.problems if problem.code == code), language)


def book(rows, formats=None, change=None):
    """A workbook of `rows`: number formats by letter of the column, and what `change` does to the sheet."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in rows:
        sheet.append(row)
    for letter, code in (formats or {}).items():
        for cell in sheet[letter][1:]:
            cell.number_format = code
    if change:
        change(sheet)
    workbook.save(out := io.BytesIO())
    return out.getvalue()


def hours(header, *figures, count=4):
    """Rows of usage under HEAD and `header`, the same `figures` in each hour."""
    return [[*HEAD, *header], *(["X", "a", START + dt.timedelta(hours=hour), *figures] for hour in range(count))]


@pytest.mark.parametrize("header", ["已分配", "已分配（%）", "已分配卡时"])
@pytest.mark.parametrize(("installed", "share"), [(100, 0.72), (2, 0.5), (100, 1), (100, 0.57)])
def test_a_cell_that_shows_a_percentage_is_one_whatever_its_header_says(check, header, installed, share):
    found = check(book(hours([header], installed, share), {"E": "0%"}))
    assert not found.errors
    assert sums(found, "allocated") == (round(4 * installed * share, 6),)
    assert "(4): " in told(found, "read.as_shown")
    assert f"{share} 读作 {share * 100:g}%" in told(found, "read.as_shown", "zh")


def test_a_share_of_a_report_is_read_as_it_is_shown(check):
    rows = [["period", "region", "subject", "basis", "利用率（%）"], ["2026-01", "CN", "s", "allocation_rate", 0.72]]
    found = check(book(rows, {"E": "0%"}), dataset="utilization_reports")
    assert found.good["point"].tolist() == [0.72]


def test_a_cell_that_shows_a_unit_is_in_it(check):
    found = check(book(hours(["已分配卡时"], 1.2, 9000), {"D": '0.0"万"', "E": '0!.0,"万"'}))
    assert not found.errors
    assert sums(found, "installed", "allocated") == (48000, 36000)


@pytest.mark.parametrize(
    ("code", "number", "text"),
    [
        ("0.0%", "0.575", "57.5%"),
        ("0.00%", "7E-3", "0.7%"),
        ("0.0%;[Red]-0.0%", "-0.05", "-5%"),
        ("0.0%;;0", "-0.05", "-0.05"),
        ("0\\%", "72", "72%"),
        ('0.0"万";(0.0"万")', "-3", "-3万"),
        ('0!.0000"万"', "12345", "1.2345万"),
        ('0.00,,"M"', "1234567", "1.234567M"),
        ('[>=100000000]0.00,,"亿";[>=10000]0!.0,"万";0', "23456", "2.3456万"),
        ('[>=100000000]0.00,,"亿";[>=10000]0!.0,"万";0', "999", "999"),
        ("[$¥-804]#,##0.00", "1200", "¥1200"),
        ("[$€-2]\\ #,##0", "5", "€5"),
        ('0"台"', "16", "16台"),
        ('"HT-"0000', "12", "12"),
        ('_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)', "0", "0"),
        ("#,##0.00_ ;[Red]\\-#,##0.00\\ ", "-5", "-5"),
        ('yyyy"年"m"月"', "45000", "45000"),
        ("0.00E+00", "5", "5"),
        ("# ?/?", "0.5", "0.5"),
        ("0%", "2026-03-01 00:00:00", "2026-03-01 00:00:00"),
    ],
)
def test_a_number_format_adds_what_it_shows_and_takes_nothing_away(code, number, text):
    assert shown(number, sections_of(code)) == text


def test_figures_kept_as_text_show_no_number_format_and_are_asked_about(check):
    found = check(book(hours(["已分配卡时"], 100, "0.72"), {"E": "0%"}))
    assert codes(found) == ["check.share_or_amount"]
    assert "read.as_shown" not in {note.code for note in found.notes}


def test_a_letter_beside_other_words_makes_no_epoch_of_a_time(check):
    found = check('cluster,pool,"hour (s, local)",installed\nX,a,2026-03-01 08:00,8\n')
    assert not found.errors
    assert found.good["hour"].tolist() == [dt.datetime(2026, 3, 1, 8)]


@pytest.mark.parametrize("code", ["[>=1.2.3]0%", "[x" * 200, '"' * 99 + "[[[", ";;;;", "0" * 9999 + "%"])
def test_a_broken_number_format_breaks_nothing(code):
    assert shown("0.5", sections_of(code)) in ("0.5", "50%")


def test_the_cells_of_a_workbook_whose_elements_have_a_prefix_are_seen_as_well(check):
    with (
        zipfile.ZipFile(io.BytesIO(book(hours(["已分配"], 100, 0.72), {"E": "0%"}))) as plain,
        zipfile.ZipFile(out := io.BytesIO(), "w") as written,
    ):
        for name in plain.namelist():
            content = plain.read(name)
            if name.endswith("sheet1.xml"):
                content = re.sub(rb"<(/?)(\w)", rb"<\1x:\2", content).replace(b"xmlns=", b"xmlns:x=")
            written.writestr(name, content)
    assert sums(check(out.getvalue()), "allocated") == (288,)


def test_plain_formats_change_nothing_and_say_nothing(check):
    found = check(book(hours(["已分配卡时"], 1024, 512.5), {"D": "#,##0", "E": "0.00_ "}))
    assert sums(found, "installed", "allocated") == (4096, 2050)
    assert [note.code for note in found.problems] == ["check.offer"]


def test_a_formula_without_a_result_is_an_error_in_its_row(check):
    rows = hours(["已分配卡时"], 100, 50)
    rows[2][4] = "=D3*0.5"
    found = check(book(rows))
    assert (found.dropped, sums(found, "allocated")) == ((1, 4), (150,))
    assert "(1): E3" in told(found, "read.not_computed")
    assert "row 3, column “已分配卡时”: The cell holds a formula whose result is not in the file" in told(found, "check.not_computed")
    assert "单元格为公式，文件中没有其计算结果" in told(found, "check.not_computed", "zh")


def test_a_formula_in_a_column_that_is_not_read_is_only_named(check):
    rows = hours(["已分配卡时", "备注二"], 100, 50, "=D2&E2")
    found = check(book(rows))
    assert not found.errors
    assert "（4 处）：F2, F3, F4, F5" in told(found, "read.not_computed", "zh")


def test_hidden_rows_and_columns_are_read_and_named(check):
    def hide(sheet):
        sheet.column_dimensions["E"].hidden = True
        for row in (3, 4):
            sheet.row_dimensions[row].hidden = True

    found = check(book(hours(["已分配卡时"], 100, 50), change=hide))
    assert sums(found, "installed") == (400,)
    assert "Hidden rows were read as well (2): 3, 4" in told(found, "read.hidden_rows")
    assert "隐藏的列也已读取（1 列）：已分配卡时" in told(found, "read.hidden_columns", "zh")


def test_one_amount_merged_over_rows_is_asked_about(check):
    found = check(book(hours(["已分配卡时"], 2400, 50), change=lambda sheet: sheet.merge_cells("D2:D5")))
    assert found.good.empty
    assert codes(found) == ["check.merged_amount"]
    assert "One cell, “2400” under “Installed, card-hours”, stands for rows 2 to 5" in told(found, "check.merged_amount")
    assert "合并单元格“2400”跨第 2 至 5 行" in told(found, "check.merged_amount", "zh")


def test_names_and_shares_merged_over_rows_hold_for_each_of_them(check):
    def merge(sheet):
        sheet.merge_cells("B2:B5")
        sheet.merge_cells("E2:E5")

    found = check(book(hours(["已分配"], 100, 0.72), {"E": "0%"}, merge))
    assert not found.errors
    assert sums(found, "allocated") == (288,)


LEDGER = "contract id,company,currency,status,commitment,side,object"
CENTRE = "centre id,name,region,status"
PRICE = "period,region,model,cards_per_unit,{header},unit\n"


def contracts(header, *rows):
    lines = (f"A-{n},甲,{currency},active,firm,sells,compute_service,{value}\n" for n, (currency, value) in enumerate(rows))
    return f"{LEDGER},{header}\n" + "".join(lines)


def centres(header, *values):
    return f"{CENTRE},{header}\n" + "".join(f"C{n},n{n},CN-SH,operating,{value}\n" for n, value in enumerate(values))


def prices(header, *rows):
    return PRICE.format(header=header) + "".join(f"2026-01,CN,H100,8,{price},{unit}\n" for price, unit in rows)


@pytest.mark.parametrize(
    ("header", "column", "value", "read"),
    [
        ("合同金额（含税，万元）", "value_cny", "43520", 435_200_000),
        ("合同金额（万元，含税）", "value_cny", "43520", 435_200_000),
        ("合同金额（人民币、亿元）", "value_cny", "4.352", 435_200_000),
        ("contract value (RMB in millions)", "value_cny", "435.2", 435_200_000),
        ("算力规模（FP16，EFLOPS）", "compute_pflops", "2.4", 2400),
        ("算力规模（FP16，E）", "compute_pflops", "2.4", 2400),
        ("算力规模(EFLOPS@FP16)", "compute_pflops", "2.4", 2400),
    ],
)
def test_a_unit_beside_other_words_in_brackets_is_the_unit(check, header, column, value, read):
    found = check(contracts(header, ("CNY", value)), dataset="contracts", options=(f"{column}={header}",))
    assert not found.errors
    assert found.good[column].tolist() == [read]


@pytest.mark.parametrize("header", ["合同金额（A/B 轮）", "合同金额（含税）"])
def test_letters_in_brackets_that_are_no_unit_change_nothing(check, header):
    found = check(contracts(header, ("CNY", "43520000")), dataset="contracts", options=(f"value_cny={header}",))
    assert found.good["value_cny"].tolist() == [43_520_000]


def test_an_amount_for_a_year_is_no_amount(check):
    found = check(contracts("合同金额（万元/年）", ("CNY", "43520")), dataset="contracts")
    assert codes(found) == ["check.wrong_unit_header"]
    assert "states 万元/年, in which “Value, CNY” is not measured" in told(found, "check.wrong_unit_header")


@pytest.mark.parametrize(
    ("header", "price", "unit", "read"),
    [
        ("价格（万元）", "6.5", "cny_per_server_month", 65_000),
        ("价格（万）", "6.5", "cny_per_server_month", 65_000),
        ("价格（万元/台/月）", "6.5", "cny_per_server_month", 65_000),
        ("价格（元/卡时）", "12", "cny_per_card_hour", 12),
        ("price (USD)", "2.5", "usd_per_card_hour", 2.5),
        ("price", "¥65000", "cny_per_server_month", 65_000),
        ("price", "65000", "cny_per_server_month", 65_000),
    ],
)
def test_the_multiple_of_a_header_counts_in_the_unit_of_the_row(check, header, price, unit, read):
    found = check(prices(header, (price, unit)), dataset="prices")
    assert not found.errors
    assert found.good["price"].tolist() == [read]


@pytest.mark.parametrize("header", ["price (USD)", "价格（元/年）", "价格（元/卡时）", "价格（%）"])
def test_a_header_that_contradicts_the_unit_of_a_row_keeps_that_row_out(check, header):
    found = check(prices(header, ("6500", "cny_per_server_month")), dataset="prices")
    assert (codes(found), len(found.good)) == (["check.wrong_unit_header"], 0)
    assert "Allowed: CNY per server-month" in told(found, "check.wrong_unit_header")
    assert "允许：元/台月" in told(found, "check.wrong_unit_header", "zh")


def test_only_the_rows_that_a_header_contradicts_are_kept_out(check):
    found = check(prices("price (USD)", ("6500", "cny_per_server_month"), ("2.5", "usd_per_card_hour")), dataset="prices")
    assert (found.good["price"].tolist(), found.dropped) == ([2.5], (1, 2))


@pytest.mark.parametrize("header", ["value_original（万）", "原币金额（万美元）", "value_original (USD; thousands)"])
def test_an_amount_in_its_own_currency_takes_the_multiple_of_its_header(check, header):
    found = check(contracts(header, ("USD", "160")), dataset="contracts")
    assert not found.errors
    assert found.good["value_original"].tolist() == [160_000 if "thousands" in header else 1_600_000]


def test_a_multiple_counts_in_every_ledger_whose_rows_name_their_unit(check):
    head = "period_end,region,metric,{},unit,basis,series\n"
    row = "2024-12,CN-SH,{},{},{},actual,official\n"
    racks = check(head.format("value（万）") + row.format("racks_in_use", "35", "racks"), dataset="capacity")
    assert racks.good["value"].tolist() == [350_000]
    line = check("单位：万架\n" + head.format("value") + row.format("racks_in_use", "35", "racks"), dataset="capacity")
    assert line.good["value"].tolist() == [350_000]
    share = check(head.format("value") + row.format("intelligent_share", "35%", "fraction"), dataset="capacity")
    assert share.good["value"].tolist() == [0.35]


@pytest.mark.parametrize("separator", [";", "\t"])
@pytest.mark.parametrize("figures", [("8,000", "7,250"), ("16,000", "0,500")])
def test_commas_that_may_be_of_decimals_are_asked_about(check, separator, figures):
    head = ["cluster", "pool", "hour", "installed", "allocated"]
    rows = [["X", "a", f"2026-03-01 0{hour}:00", *figures] for hour in range(3)]
    found = check("".join(separator.join(row) + "\n" for row in (head, *rows)))
    assert found.good.empty
    asked = told(found, "check.comma_or_thousands")
    assert f"“{figures[0]}” under “Installed, card-hours” may be {figures[0].replace(',', '')}, its commas parting thousands" in asked
    assert "（逗号为小数点）" in told(found, "check.comma_or_thousands", "zh")


@pytest.mark.parametrize("figures", [("1,024", "512.5"), ("1,024,000", "1,000"), ("1024", "512")])
def test_commas_beside_points_or_in_two_groups_part_thousands(check, figures):
    rows = [["cluster", "pool", "hour", "installed", "allocated"], ["X", "a", "2026-03-01 00:00", *figures]]
    found = check("".join(";".join(row) + "\n" for row in rows))
    assert not found.errors
    assert sums(found, "allocated") == (float(figures[1].replace(",", "")),)


def test_what_follows_a_leading_nought_is_no_group_of_thousands(check):
    head = "cluster,pool,hour,installed,allocated\n"
    found = check(head + 'X,a,2026-03-01 00:00,8,"0,500"\nX,a,2026-03-01 01:00,"1,000",500.5\n')
    assert codes(found) == ["check.not_a_number"]
    assert sums(found, "installed", "allocated") == (1000, 500.5)


@pytest.mark.parametrize(("unit", "read"), [("fraction", 288), ("%", 2.88)])
def test_a_header_of_percents_over_fractions_is_asked_about(check, unit, read):
    text = "cluster,pool,hour,installed,已分配（%）\n" + "".join(f"X,a,2026-03-01 0{hour}:00,100,0.72\n" for hour in range(4))
    found = check(text)
    assert (codes(found), len(found.good)) == (["check.percent_below_one"], 0)
    assert "the header says %, and no number of the column is above 1" in told(found, "check.percent_below_one")
    assert '--map "allocated_card_hours=已分配（%）[fraction]"' in told(found, "check.percent_below_one", "zh")
    assert sums(check(text, options=(f"allocated_card_hours=已分配（%）[{unit}]",)), "allocated") == (read,)


@pytest.mark.parametrize("cells", [("0.72", "65"), ("1", "0"), ("0.72%", "0.5%")])
def test_a_header_of_percents_over_percents_is_clear(check, cells):
    head = "cluster,pool,hour,installed,已分配（%）\n"
    found = check(head + "".join(f"X,a,2026-03-01 0{hour}:00,100,{cell}\n" for hour, cell in enumerate(cells)))
    assert not found.errors
    assert sums(found, "allocated") == (round(sum(float(cell.rstrip("%")) for cell in cells), 6),)


def test_rates_in_one_file_and_amounts_in_another_are_asked_about(check):
    head = "cluster,pool,hour,installed,allocated\n"
    pools = (("a", 0.72), ("b", 64))
    rates, amounts = ("".join(f"X,{pool},2026-03-01 0{hour}:00,100,{cell}\n" for hour in range(4)) for pool, cell in pools)
    for texts in ((head + rates, head + amounts), (head + amounts, head + rates)):
        found = check(*texts)
        assert codes(found) == ["check.share_or_amount"]
        assert found.errors[0].place.file == f"{texts.index(head + rates)}-own.csv"


@pytest.mark.parametrize(
    ("dataset", "text", "option", "read"),
    [
        ("contracts", contracts("合同期限", ("CNY", 3), ("CNY", 5)), "term_months=合同期限[years]", [36, 60]),
        ("contracts", contracts("合同期限", ("CNY", 1095), ("CNY", 730)), "term_months=合同期限[months]", [1095, 730]),
        ("contracts", contracts("算力规模", ("CNY", 2.4)), "compute_pflops=算力规模[EFLOPS]", [2400]),
        ("centres", centres("功率", 5000, 20000), "power_mw=功率[kW]", [5, 20]),
        ("centres", centres("投运规模", 2.4, 0.5), "operating_pflops=投运规模[E]", [2400, 500]),
        ("prices", prices("price", (6.5, "cny_per_server_month")), "price=price[万元]", [65_000]),
        ("prices", prices("price", (6.5, "cny_per_server_month")), "price=price[元]", [6.5]),
    ],
)
def test_magnitudes_that_nobody_means_are_asked_about(check, dataset, text, option, read):
    found = check(text, dataset=dataset)
    name, _, header = option.partition("[")[0].partition("=")
    assert (codes(found), len(found.good)) == (["check.unusual_without_unit"], 0)
    assert "has no unit, and such values are usually" in told(found, "check.unusual_without_unit")
    assert f'单位：--map "{name}={header}[' in told(found, "check.unusual_without_unit", "zh")
    answered = check(text, dataset=dataset, options=(option,))
    assert not answered.errors
    assert answered.good[name].tolist() == read


@pytest.mark.parametrize(("unit", "times"), [("万张", 10_000), ("thousand cards", 1000), ("张", 1)])
def test_parts_of_cards_are_asked_about(check, unit, times):
    text = centres("加速卡数量", 1.6, 2.25)
    found = check(text, dataset="centres")
    assert (codes(found), len(found.good)) == (["check.part_of_card"], 0)
    assert "“1.6” under “Cards" in told(found, "check.part_of_card")
    assert "可能以千张或万张计" in told(found, "check.part_of_card", "zh")
    answered = check(text, dataset="centres", options=(f"accelerator_cards=加速卡数量[{unit}]",))
    assert not answered.errors
    assert answered.good["accelerator_cards"].tolist() == [1.6 * times, 2.25 * times]


@pytest.mark.parametrize(
    ("dataset", "text"),
    [
        ("contracts", contracts("合同期限", ("CNY", 36), ("CNY", 6))),
        ("contracts", contracts("term_months", ("CNY", 3))),
        ("contracts", contracts("合同期限（月）", ("CNY", 3))),
        ("contracts", contracts("合同期限", ("CNY", "3年"))),
        ("centres", centres("power_mw", 0.05)),
        ("centres", centres("投运规模", 2.4, 100)),
        ("centres", centres("加速卡数量（万张）", 1.6)),
        ("prices", prices("price", (65_000, "cny_per_server_month"), (12, "cny_per_card_hour"), (2, "usd_per_card_hour"))),
    ],
)
def test_what_is_usual_or_has_a_unit_is_not_asked_about(check, dataset, text):
    assert not check(text, dataset=dataset).errors


def test_an_amount_of_another_currency_where_yuan_are_is_an_error_of_its_row(check):
    text = contracts("合同金额", ("USD", 2_000_000), ("CNY", 35_000_000))
    found = check(text, dataset="contracts")
    assert (codes(found), found.good["value_cny"].tolist()) == (["check.foreign_amount"], [35_000_000])
    assert "Row 2, column “合同金额”: “2000000” under “Value, CNY” has no currency of its own, and the row is in USD" in told(
        found, "check.foreign_amount"
    )
    assert "该行币种为 USD" in told(found, "check.foreign_amount", "zh")
    assert not check(text, dataset="contracts", options=("value_cny=合同金额[CNY]",)).errors


@pytest.mark.parametrize("header", ["合同金额（元）", "value_cny", "合同金额,value_original"])
def test_an_amount_in_yuan_beside_another_currency_is_clear_where_it_says_so(check, header):
    value = "14000000,2000000" if "," in header else "14000000"
    assert not check(contracts(header, ("USD", value)), dataset="contracts").errors
