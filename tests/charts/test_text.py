from hypothesis import given
from hypothesis import strategies as st

from charts.text import balanced, columns, pixels, safe, wrapped, wrapped_to

TEXTS = st.text(alphabet="ab WM10，。（）算力闲置率%·-", max_size=60)
ROOMS = st.floats(4, 60)


def test_a_chinese_character_counts_two_columns():
    assert columns("算力") == 4
    assert columns("，") == 2
    assert columns("算力") > columns("ab")
    assert columns("") == 0


def test_pixels_grow_with_the_type_size_and_bold_is_broader():
    assert pixels("算力", 20) == 40
    assert pixels("算力", 10) == 20
    assert pixels("word", 12, bold=True) > pixels("word", 12)


def test_latin_breaks_at_spaces():
    assert wrapped("the idle rate of the pool", 14) == ("the idle rate", "of the pool")


def test_chinese_breaks_between_characters_but_not_before_a_closing_mark():
    assert wrapped("装机卡时（万）按状态", 12) == ("装机卡时", "（万）按状态")
    assert wrapped("未分配率，按星期", 8) == ("未分配", "率，按星", "期")


def test_a_figure_keeps_its_percent_sign():
    assert "28.5\u202f%" in wrapped("in May 28.5\u202f% of all", 9)[1]


def test_only_a_word_wider_than_a_line_is_cut():
    assert wrapped("aaaaaaaaaa", 6) == ("aaaaa", "aaaaa")
    assert wrapped("", 10) == ()
    assert wrapped_to("aaaa aaaa", 30, 10) == ("aaaa", "aaaa")


@given(TEXTS, ROOMS)
def test_no_character_but_spaces_is_lost(text, room):
    assert "".join(wrapped(text, room)).replace(" ", "") == text.replace(" ", "")
    assert "".join(balanced(text, room)).replace(" ", "") == text.replace(" ", "")


@given(TEXTS, ROOMS)
def test_no_line_is_wider_than_its_room(text, room):
    assert all(columns(line) <= room + 1e-9 or len(line) == 1 for line in (*wrapped(text, room), *balanced(text, room)))


@given(TEXTS, ROOMS)
def test_balancing_takes_no_line_more(text, room):
    assert len(balanced(text, room)) == len(wrapped(text, room))


def test_a_title_is_cut_after_a_mark_and_not_within_a_phrase():
    title = "在册 18 份正式算力服务合同中，7 份已终止；终止金额 54.5 亿元，其中一份占 68%"
    assert balanced(title, 70) == ("在册 18 份正式算力服务合同中，7 份已终止；", "终止金额 54.5 亿元，其中一份占 68%")
    assert balanced("5月10日：全部资源池为 0，停机或缺日志", 27) == ("5月10日：全部资源池为 0，", "停机或缺日志")


def test_lines_of_a_title_are_even():
    title = "28.5 percent of the hours went to no job, and most of the waiting work would have fitted"
    widths = [columns(line) for line in balanced(title, 80)]
    assert len(widths) == 2
    assert max(widths) / min(widths) < 1.3


def test_words_of_users_are_printed_as_they_stand():
    assert safe("<b>vc&1</b>") == "&lt;b&gt;vc&amp;1&lt;/b&gt;"
    assert safe("plain 算力") == "plain 算力"


def test_an_english_apostrophe_comes_from_a_latin_face_and_a_chinese_quote_does_not():
    assert '<span style="font-family:' in safe("Earth’s pools")
    assert safe("“有排队仍闲置”为上限") == "“有排队仍闲置”为上限"
