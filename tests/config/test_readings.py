"""What free text says by the words of the pack: kinds of spellings, not the examples of a list (semantics §3)."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.loader import rule_book
from config.vocabulary import SubstituteKind, VisitorSide, VisitReason

READINGS = rule_book().readings
_NAMES = (
    "北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県 東京都 神奈川県 新潟県 富山県 "
    "石川県 福井県 山梨県 長野県 岐阜県 静岡県 愛知県 三重県 滋賀県 京都府 大阪府 兵庫県 奈良県 和歌山県 鳥取県 島根県 "
    "岡山県 広島県 山口県 徳島県 香川県 愛媛県 高知県 佐賀県 長崎県 熊本県 大分県 宮崎県 鹿児島県 沖縄県 "
)
PREFECTURES = tuple(_NAMES.split())
SIGNS = st.text(st.sampled_from("-－―…・×○△？！／（）「」※＊～=＋　 。、"), max_size=6)
WIDE = str.maketrans({chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)})


def labels(text: str) -> list[str]:
    """The reasons that a text is read to give."""
    return [reason.label for reason in READINGS.reasons_in(text)]


@given(st.sampled_from(PREFECTURES), st.sampled_from(["{}に所在", "事業所が{}にある", "{}のため", "本社({})", "{}"]))
def test_every_other_prefecture_is_outside(name: str, text: str) -> None:
    """Whatever the sentence around its name."""
    assert labels(text.format(name)) == ["県外"]


@given(st.sampled_from(PREFECTURES[1:]))
def test_a_prefecture_is_outside_also_by_its_short_name(name: str) -> None:
    """「大阪にある」 as well as 「大阪府にある」."""
    assert labels(f"{name[:-1]}にある工場") == ["県外"]


@pytest.mark.parametrize(
    ("text", "given_"),
    {
        "県外郭団体の施設": ["その他"],
        "福岡県外郭団体が県外に所在": ["県外"],
        "福岡県京都郡の事業所が改装中": ["その他"],
        "山口係長の都合がつかない": ["その他"],
        "県外ではなく県内だが、担当者が不在": ["その他"],
        "県 外 の た め": ["県外"],
        "入室制限はないが、他県のため": ["県外"],
        "入室の制限がある": ["入室制限"],
        "関係者以外立入禁止": ["入室制限"],
        "県庁内で作業している": ["庁舎内"],
        "市役所庁舎で作業している": ["その他"],
        "庁舎内の執務室で作業、入室制限あり": ["庁舎内", "入室制限"],
        "遠方であり、入室も制限されている": ["入室制限", "県外"],
        "データを遠隔操作で扱うため": ["その他"],
        "日帰りが難しい": ["県外"],
        "海外の拠点で作業": ["県外"],
        "福岡県内に拠点がない": ["県外"],
        "飛行機での出張が必要": ["県外"],
        "北九州市の事業所が改装中": ["その他"],
        "部屋に入れてもらえない": ["入室制限"],
        "業務が多忙": ["その他"],
    }.items(),
)
def test_words_are_read_as_whole_words(text: str, given_: list[str]) -> None:
    """A word within another says nothing, nor does one that is denied."""
    assert labels(text) == given_


@given(st.sampled_from(list(VisitReason)))
def test_going_there_answers_every_reason(reason: VisitReason) -> None:
    """現場確認 answers every reason without more; その他 as a substitute answers none."""
    ways = {way.kind: way for way in READINGS.reason(reason).answered_by}
    assert not ways[SubstituteKind.SITE_CHECK].needs_circumstances
    assert SubstituteKind.OTHER not in ways


@given(SIGNS)
def test_signs_alone_are_no_content(text: str) -> None:
    """－, ？？, ×, 「・・・」."""
    assert not READINGS.is_content(text)


@given(st.sampled_from(READINGS.placeholders), SIGNS.filter(lambda s: not s.strip()), st.booleans())
def test_a_placeholder_is_none_in_any_width_and_between_blanks(word: str, blank: str, wide: bool) -> None:
    """「 Ｎ／Ａ 」 is n/a, 「未定。」 is 未定."""
    assert not READINGS.is_content(f"{blank}{word.translate(WIDE) if wide else word}。{blank}")


@pytest.mark.parametrize("text", ["別紙1のとおり", "別紙２参照", "（確認中）", "０", "特になし。", "〔本文欠落〕"])
def test_numbered_annexes_and_brackets_say_no_more(text: str) -> None:
    """A figure or a bracket makes no content."""
    assert not READINGS.is_content(text)


@pytest.mark.parametrize(
    "text", ["5名", "鍵", "適", "混入なし", "未定の事項を除き確認", "別紙の名簿と照合した", "R6-12"]
)
def test_content_is_content(text: str) -> None:
    """Only whole cells are placeholders."""
    assert READINGS.is_content(text)


@given(st.lists(st.sampled_from(READINGS.affirmations), min_size=1, max_size=12))
def test_a_text_made_of_affirmations_says_no_how(pieces: list[str]) -> None:
    """However they are put together; as content of another column it may stand."""
    assert not READINGS.is_content("".join(pieces), how=True)


@given(
    st.sampled_from(
        ["IDとパスワード", "ICカード", "生体認証", "USBの使用を封鎖", "操作ログ", "書面", "説明会", "メール"]
    )
)
def test_a_text_that_names_a_means_says_how(means: str) -> None:
    """Also amid affirmations."""
    assert READINGS.is_content(f"{means}により適切に対策を講じている", how=True)


@pytest.mark.parametrize(
    ("text", "side"),
    {
        "主事 担当一郎": VisitorSide.PREFECTURE,
        "課長 所属太郎": None,
        "委託先の担当者": VisitorSide.CONTRACTOR,
        "再委託先担当の県職員": VisitorSide.PREFECTURE,
        "県職員及び受託者の責任者": VisitorSide.PREFECTURE,
        "県職員に代わり受託者が確認": VisitorSide.CONTRACTOR,
        "（株）サンプル 山田": VisitorSide.CONTRACTOR,
        "サンプル・データ 山田": VisitorSide.CONTRACTOR,
        "サ ン プ ル ・ デ ー タ": VisitorSide.CONTRACTOR,
        "株式会社よその会社": VisitorSide.OTHER,
        "外部専門家": VisitorSide.OTHER,
    }.items(),
)
def test_whose_people_a_visitor_is(text: str, side: VisitorSide | None) -> None:
    """By plain words and by the parties' own names, with or without their legal form."""
    assert READINGS.visitor_in(text, ["株式会社サンプル・データ", "(株)サンプル", "乙社"]) is side


def test_a_short_name_is_not_sought_in_names() -> None:
    """山田 is a family's name too, whoever the contractor is."""
    assert READINGS.visitor_in("山田太郎", ["山田"]) is None


@pytest.mark.parametrize(
    "text",
    [
        "一部のみ返還(残りは委託先が保管中)",
        "名簿だけ返還",
        "来月廃棄予定",
        "写しは引き続き保管",
        "一部返還",
        "写しを除く全部を返還",
    ],
)
def test_a_return_in_part_is_read_as_such(text: str) -> None:
    """Whatever is left, is left."""
    assert READINGS.is_partial(unicodedata.normalize("NFKC", text))


@pytest.mark.parametrize(
    "text",
    [
        "全てを返還",
        "紙は返還、残りのデータは消去",
        "保管中の名簿を全て廃棄",
        "残存データなし",
        "一部を返還し、残りを廃棄",
    ],
)
def test_a_return_of_everything_is_read_as_such(text: str) -> None:
    """残り that was destroyed is none."""
    assert not READINGS.is_partial(text)
