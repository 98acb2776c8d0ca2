"""A malformed ladder, occasion or setting of supervision is refused with place, what was found and what cures it."""

import shutil
from pathlib import Path

import pytest

from config.errors import DataFault, RuleDataError
from config.loader import load_rule_book
from config.settings import SETTINGS_FILE
from lifecycle.app import build_app

BROKEN = Path(__file__).parent.parent / "broken_rules"
LADDER = (BROKEN / "good" / "escalation.toml").read_text(encoding="utf-8")
OCCASION = """\
[[alert]]
code = "AL-05"
label = "再委託の兆候"
trigger = "再委託の記録がない"
source = "特記事項第12"
standing = "推論"
oversight = "contracts"
remedy = "再委託に当たるかを確認してください。"
command = "lifecycle why {id}"
"""
TAG = '\nsubject_tag = "要対応"'
POSTS = "'officer'、'section_chief'、'division_head'"

STEPS = {  # name: (as it stands, as it is broken, the place, words of the problem)
    "unknown_post": (f'["officer"]{TAG}', f'["boss"]{TAG}', "steps.1.to.0", ("「boss」", POSTS)),
    "nobody": (f'["officer"]{TAG}', f"[]{TAG}", "steps.1.to", ("1つ以上",)),
    "unknown_key": ('label = "事前案内"', 'label = "事前案内"\nhour = 8', "steps.0.hour", ("知らない項目",)),
    "missing_label": ('label = "事前案内"\n', "", "steps.0.label", ("必要な項目がありません",)),
    "empty_tag": ('tag = "要対応"', 'tag = ""', "steps.1.subject_tag", ("1文字以上",)),
    "days_as_text": ("days = 1", 'days = "1日"', "steps.1.after_business_days", ("「1日」", "整数")),
    "half_a_day": ("days = 1", "days = 1.5", "steps.1.after_business_days", ("「1.5」", "整数")),
    "yes_for_a_day": ("days = 1", "days = true", "steps.1.after_business_days", ("「true」", "整数")),
    "out_of_order": ("days = -5", "days = 3", "-", ("小さい順", "notice = 3、officer = 1")),
    "twice_the_same_day": ("days = -5", "days = 1", "-", ("重ならない", "notice = 1、officer = 1")),
    "twice_the_same_step": ('id = "officer"', 'id = "notice"', "-", ("「notice」が2つ", "id を別々に")),
    "nothing_late": ("days = 1", "days = -1", "-", ("期限の後の段階", "after_business_days > 0")),
    "no_steps": (LADDER, "full_items = 10\n", "steps", ("必要な項目がありません",)),
    "no_items": (LADDER, f"full_items = 0\n{LADDER}", "full_items", ("「0」", "1以上")),
    "no_standing": (LADDER, f'{LADDER}standing = "たぶん"\n', "steps.1.standing", ("「たぶん」", "'仮定'")),
    "told_after_none": (
        LADDER,
        f'{LADDER}after_told = {{ step = "head", business_days = 7 }}\n',
        "-",
        ("officer の after_told", "(head)"),
    ),
    "weight_of_no_rule": (
        LADDER,
        f'{LADDER}[[weights]]\nlabel = "承認"\ncodes = ["S9-99"]\n',
        "weights.承認",
        ("「S9-99」がありません",),
    ),
    "two_weights_of_the_rest": (
        LADDER,
        f'{LADDER}[[weights]]\nlabel = "一"\n[[weights]]\nlabel = "二"\n',
        "-",
        ("codes を書かない重さ", "1つだけ"),
    ),
    "told_after_no_days": (
        LADDER,
        f'{LADDER}after_told = {{ step = "notice", business_days = 0 }}\n',
        "steps.1.after_told.business_days",
        ("「0」", "1以上"),
    ),
    "not_toml": (LADDER, "steps = [", "-", ("TOML として読めません",)),
}
OCCASIONS = {
    "malformed_code": ("AL-05", "AL-5", "AL-5.code", ("「AL-5」", "決まった形")),
    "twice": (OCCASION, OCCASION * 2, "AL-05", ("契機コードが重複",)),
    "unknown_key": (OCCASION, f"{OCCASION}hour = 8\n", "AL-05.hour", ("知らない項目",)),
    "missing_source": ('source = "特記事項第12"\n', "", "AL-05.source", ("必要な項目がありません",)),
    "no_cure": ('remedy = "再委託に当たるかを確認してください。"\n', "", "AL-05", ("remedy、command、oversight",)),
    "unknown_desk": ('"contracts"', '"general_affairs"', "AL-05.oversight", ("「general_affairs」", "'contracts'")),
    "unknown_rule": (OCCASION, f'{OCCASION}rules = ["S9-99"]\n', "AL-05", ("規則「S9-99」がありません",)),
    "unknown_step": (OCCASION, f'{OCCASION}highest = "mayor"\n', "AL-05", ("段階「mayor」", "escalation.toml")),
    "no_days": (OCCASION, f"{OCCASION}days = 0\n", "AL-05.days", ("「0」", "1以上")),
    "unknown_stage": (OCCASION, f"{OCCASION}allowances.signed = 3\n", "AL-05.allowances.signed", ("「signed」",)),
    "no_allowance": (OCCASION, f"{OCCASION}allowances.estimate = 0\n", "AL-05.allowances.estimate", ("「0」",)),
    "urgent_by_a_due_date": (OCCASION, f"{OCCASION}urgent = true\n", "AL-05", ("at_once = true",)),
    "unknown_place_in_the_command": ("{id}", "{number}", "AL-05.command", ("{id}、{no}、{subject}")),
    "half_a_place_in_the_command": ("{id}", "{id", "AL-05.command", ("{id}、{no}、{subject}")),
    "single_brackets": ("[[alert]]", "[alert]", "alert", ("[[alert]] の表として",)),
}
SETTINGS = {
    "unknown_step": ("[escalation]\nmayor = 3", "escalation.mayor", ("段階がありません", "notice、officer")),
    "days_as_text": ('[escalation]\nofficer = "二日"', "escalation.officer", ("「二日」", "整数")),
    "yes_for_a_day": ("[escalation]\nofficer = true", "escalation.officer", ("「true」", "整数")),
    "out_of_order": ("[escalation]\nofficer = 4", "escalation", ("小さい順", "officer = 4、division_head = 3")),
    "nothing_late": (
        "[escalation]\nofficer = -4\ndivision_head = -3\noversight_office = -2",
        "escalation",
        ("期限の後の段階",),
    ),
    "no_manner": ('[manner]\n"AL-15" = "だまる"', "manner.AL-15", ("「だまる」", "'記録のみ'、'まとめのみ'")),
    "a_manner_of_nothing": ('[manner]\n"AL-99" = "単独"', "manner.AL-99", ("規則・契機がありません",)),
    "an_incident_kept_quiet": ('[manner]\n"AL-10" = "記録のみ"', "manner.AL-10", ("至急の契機", "「記録のみ」")),
    "an_unapproved_subcontract_kept_quiet": (
        '[manner]\n"S4-03" = "まとめのみ"',
        "manner.S4-03",
        ("至急の契機", "見つけたその時"),
    ),
    "a_decision_kept_quiet": ('[manner]\n"AL-21" = "記録のみ"', "manner.AL-21", ("決裁待ち",)),
    "unknown_desk": ('[addresses]\n"総務課" = "a@example.jp"', "addresses.総務課", ("'財産活用課'、'県民情報広報課'",)),
    "no_address": ('[addresses]\n"管理者" = "yamada"', "addresses.管理者", ("メールアドレスを1つ",)),
    "two_addresses": ('[addresses]\n"管理者" = "a@b.jp, c@d.jp"', "addresses.管理者", ("メールアドレスを1つ",)),
    "an_empty_address": ('[addresses]\n"管理者" = ""', "addresses.管理者", ("行を消す",)),
    "a_webhook_in_the_open": (
        '[teams]\nshared = "https://x.example/invoke?sig=SECRETSIG"',
        "teams.shared",
        ("URL ではなく", "LIFECYCLE_TEAMS_KOHO_HEAD"),
    ),
    "a_name_in_small_letters": ('[teams.heads]\n"広報課" = "koho"', "teams.heads.広報課", ("大文字",)),
    "maybe_alone": ('[teams]\nalone = "たぶん"', "teams.alone", ("true か false",)),
    "unknown_key": ('[teams]\nhead = "KOHO"', "teams.head", ("知らない項目",)),
    "unknown_profile": ('[channels]\nprofile = "internet"', "channels.profile", ("「internet」", "'alpha_prime'")),
    "no_table": ('teams = "KOHO"', "teams", ("表",)),
}


@pytest.fixture
def rule_data(tmp_path: Path) -> Path:
    """A minimal good rule set, free to be broken."""
    return shutil.copytree(BROKEN / "good", tmp_path / "rule_data")


def refusal_of(rule_data: Path, **texts: str) -> tuple[DataFault, ...]:
    """What the set is refused for once these files have these texts."""
    for name, text in texts.items():
        (rule_data / f"{name}.toml").write_text(text, encoding="utf-8")
    with pytest.raises(RuleDataError) as refusal:
        load_rule_book(rule_data)
    assert refusal.value.exit_code == 7
    return refusal.value.faults


def refused_settings(home: Path, text: str) -> tuple[DataFault, ...]:
    """What a home with this `lifecycle.toml` is refused for."""
    (home / SETTINGS_FILE).write_text(text, encoding="utf-8")
    with pytest.raises(RuleDataError) as refusal:
        build_app(home, actor=None, environment={})
    assert refusal.value.exit_code == 7
    return refusal.value.faults


def says(fault: DataFault, file: str, place: str, words: tuple[str, ...]) -> None:
    """A fault names its file, its place, and in Japanese what is wrong."""
    assert (fault.file, fault.place) == (file, place)
    assert [word for word in words if word not in fault.problem] == []
    assert "Input should" not in fault.problem


@pytest.mark.parametrize("name", STEPS)
def test_a_broken_ladder_is_refused_by_place_and_problem(name: str, rule_data: Path) -> None:
    """One fault each in escalation.toml: nothing else is named."""
    whole, broken, place, words = STEPS[name]
    assert whole in LADDER
    (fault,) = refusal_of(rule_data, escalation=LADDER.replace(whole, broken))
    says(fault, "escalation.toml", place, words)


@pytest.mark.parametrize("name", OCCASIONS)
def test_a_broken_occasion_is_refused_by_place_and_problem(name: str, rule_data: Path) -> None:
    """One fault each in alerts.toml: nothing else is named."""
    whole, broken, place, words = OCCASIONS[name]
    assert whole in OCCASION
    (fault,) = refusal_of(rule_data, alerts=OCCASION.replace(whole, broken))
    says(fault, "alerts.toml", place, words)


def test_an_occasion_without_a_fault_is_taken(rule_data: Path) -> None:
    """So each refusal above is its own."""
    (rule_data / "alerts.toml").write_text(OCCASION, encoding="utf-8")
    assert list(load_rule_book(rule_data).alerts) == ["AL-05"]


@pytest.mark.parametrize("name", SETTINGS)
def test_a_broken_setting_of_supervision_is_refused_by_place_and_problem(name: str, tmp_path: Path) -> None:
    """`[escalation]`, `[addresses]`, `[teams]`, `[channels]` of lifecycle.toml: the key, and what to write instead."""
    text, place, words = SETTINGS[name]
    (fault,) = refused_settings(tmp_path, text)
    says(fault, SETTINGS_FILE, place, words)


def test_every_fault_of_the_ladder_and_its_occasions_is_named_at_once(rule_data: Path) -> None:
    """Of both files, and two of one entry; a faulty item does not make its list look empty as well."""
    ladder = LADDER.replace('to = ["officer"]', 'to = ["boss"]').replace('label = "事前案内"\n', "")
    occasion = OCCASION.replace("oversight", "desk") + "days = 0\n" + OCCASION.replace("AL-05", "AL-6")
    found = {(fault.file, fault.place) for fault in refusal_of(rule_data, escalation=ladder, alerts=occasion)}
    assert found == {
        ("escalation.toml", "steps.0.label"),
        ("escalation.toml", "steps.0.to.0"),
        ("escalation.toml", "steps.1.to.0"),
        ("alerts.toml", "AL-05.desk"),
        ("alerts.toml", "AL-05.days"),
        ("alerts.toml", "AL-6.code"),
    }


def test_a_step_misspelt_and_an_order_broken_are_named_together(tmp_path: Path) -> None:
    """Both are of `[escalation]`, and both are known once the ladder is."""
    places = [fault.place for fault in refused_settings(tmp_path, "[escalation]\nmayor = 1\nofficer = 4\n")]
    assert places == ["escalation.mayor", "escalation"]


def test_every_fault_of_the_settings_is_named_at_once(tmp_path: Path) -> None:
    """Of several tables."""
    text = '[escalation]\nofficer = "x"\n[addresses]\n"管理者" = "x"\n[teams]\nshared = "x"\nalone = 2\n'
    places = {fault.place for fault in refused_settings(tmp_path, text)}
    assert places == {"escalation.officer", "addresses.管理者", "teams.shared", "teams.alone"}


def test_a_refusal_repeats_neither_a_secret_nor_an_address(tmp_path: Path) -> None:
    """Somebody pasted a webhook and wrote a person's address: the message says where, not what."""
    text = (
        '[addresses]\n"管理者" = "yamada.taro@example.jp;x"\n'
        '[teams]\nshared = "https://x.example/invoke?sig=SECRETSIG"\n[teams.heads]\n"広報課" = "sig=SECRETSIG"\n'
        '[channels]\nmail = ["mailto://user:PASSWORD@host"]\n'
    )
    shown = "\n".join(map(str, refused_settings(tmp_path, text)))
    assert len(shown.splitlines()) == 4
    assert [word for word in ("SECRETSIG", "PASSWORD", "yamada", "user") if word in shown] == []
