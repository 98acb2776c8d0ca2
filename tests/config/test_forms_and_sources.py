"""What stands beside the rules: the checklist form, transitional rules, addressees, the ladder of alerts."""

from config.loader import rule_book

BOOK = rule_book()


def test_only_three_transitional_rules_lift_a_duty() -> None:
    """TR-1, TR-2 and TR-5 lift; TR-3 states, TR-4 warns, TR-6 and TR-7 concern the tables (semantics §1)."""
    assert {t.code: t.lifts for t in BOOK.transitions.values() if t.effect == "lifts"} == {
        "TR-1": ("S1-07",),
        "TR-2": ("S2-07", "S4-07"),
        "TR-5": ("S1-08",),
    }
    assert [t.effect for t in BOOK.transitions.values()] == [
        "lifts",
        "lifts",
        "states",
        "warns",
        "lifts",
        "tables",
        "tables",
    ]


def test_the_police_were_not_addressed_by_the_two_circulars() -> None:
    """5広824 and 5広1237 went to 本庁 and 出先機関 only; 5財活1162 and 2311 to 警察本部 too."""
    addressed = {source.id for source in BOOK.sources.values() if "警察本部" in source.addressees}
    assert addressed == {"5zaikatsu1162", "5zaikatsu2311"}
    assert BOOK.sources["5kou824"].addressees == BOOK.sources["5kou1237"].addressees == ("本庁", "出先機関")


def test_the_form_has_29_items_and_invents_no_lost_text() -> None:
    """Seven texts are lost, three partly, nineteen can be read; a lost item carries an inference, never a text."""
    status = {item.no: item.text_status for item in BOOK.checklist.items}
    lost, partial = (14, 15, 18, 19, 21, 24, 25), (1, 3, 16)
    assert status == {n: "lost" if n in lost else "partial" if n in partial else "verbatim" for n in range(1, 30)}
    assert list(status.values()).count("verbatim") == 19
    for item in BOOK.checklist.items:
        assert (item.text is None) == (item.no in (*lost, 16))
        assert item.text or item.inference
        assert item.text or item.safe_standing == "推論"


def test_only_item_20_is_safe_when_answered_no() -> None:
    """Item 20 asks whether outsiders can reach the data; 5 and 6 are free text."""
    assert [item.no for item in BOOK.checklist.items if item.safe == "いいえ"] == [20]
    assert [item.no for item in BOOK.checklist.items if item.safe is None] == [5, 6]


def test_the_rule_names_the_mandatory_articles_of_the_form() -> None:
    """特記事項 注2: 第1、2、4、11〜14、19; the numbers stand in the form alone."""
    assert BOOK.checklist.mandatory_articles == (1, 2, 4, 11, 12, 13, 14, 19)
    rule = BOOK.rules["S1-08"]
    assert all("第1、2、4、11、12、13、14、19" in words for words in (rule.text, rule.remedy))
    assert all("改訂後(R5.12.26)の様式" in BOOK.rules[code].remedy for code in ("S2-07", "S4-07"))


def test_the_ladder_climbs_from_the_officer_to_the_oversight_office() -> None:
    """Five business days before, one, three and ten after; all assumed."""
    steps = BOOK.escalation.steps
    assert [(s.after_business_days, s.to, s.copy_to) for s in steps] == [
        (-5, ("officer",), ()),
        (1, ("officer", "section_chief"), ()),
        (3, ("division_head",), ()),
        (10, ("oversight_office",), ("division_head",)),
    ]
    assert {s.standing for s in steps} == {"仮定"}
