"""Messages about decisions: one screen however many wait, the page where one decides, no command, no blank reason."""

from datetime import date

import pytest

from notifications.alert import Wording
from notifications.decision_notices import AnsweredNotice, AskedItem, AskedNotice, render_answered, render_asked

ON = date(2024, 12, 2)
URL = "https://itaku.example.lg.jp"


def item(number: int, *, is_check: bool = False, is_late: bool = False) -> AskedItem:
    """A request of an exception, or a record to check."""
    return AskedItem(
        subject=f"R6-{number:04}" if is_check else f"R6-{number:04}-E1",
        what="二人目の確認" if is_check else "例外承認の申請",
        about="S1-01 契約書の実地調査・報告条項",
        division="モデル所属04",
        remedy="申請の理由、文書番号及び期限を確かめ、承認又は却下をしてください。",
        is_check=is_check,
        asked_on=ON,
        asked_by="担当者",
        due_on=date(2024, 11, 29) if is_late else date(2024, 12, 9),
        decided_by="所属長",
        tag="決裁の督促" if is_late else "決裁待ち",
        is_late=is_late,
        next_on=date(2024, 12, 10),
        above="制度所管課(県民情報広報課)",
    )


@pytest.mark.parametrize("count", [1, 2, 3, 7, 10, 40])
def test_however_many_wait_the_mail_fits_a_screen_and_counts_all(count: int) -> None:
    """At most 25 lines; what is not written out is counted; the page of decisions, and no command."""
    notice = AskedNotice("モデル所属04", "所属長", tuple(item(n) for n in range(1, count + 1)), 2, ON)
    told = render_asked(notice, Wording(url=URL))
    assert told.body.count("\n") <= 25
    assert told.subject == f"【決裁待ち】委託監督 決裁待ち{count + 2}件(R6-0001-E1ほか)〔モデル所属04〕"
    shown = told.body.count("-E1 例外承認の申請")
    assert shown >= min(count, 4)
    assert ("ほか" + f"{count - shown}件" in told.body) == (shown < count)
    assert f"{URL}/decisions" in told.body
    assert "lifecycle override" not in told.body


def test_what_a_second_person_checks_is_called_so_and_leads_to_its_own_page() -> None:
    """確認待ち and 確認の督促, never 決裁."""
    for late, tag in ((False, "確認待ち"), (True, "確認の督促")):
        one = AskedNotice("モデル所属04", "係長", (item(1, is_check=True, is_late=late),), 0, ON)
        told = render_asked(one, Wording(url=URL))
        assert told.subject == f"【{tag}】委託監督 確認待ち1件(R6-0001)〔モデル所属04〕"
        assert f"{URL}/checks" in told.body
        assert "決裁" not in told.body


def test_an_answer_says_what_by_whom_and_why() -> None:
    """With a reason as a line of its own; without one no such line; a record sent back is called so."""
    answered = AnsweredNotice(
        division="モデル所属04",
        recipient="担当者",
        contract="R6-0012",
        subject="R6-0012-E1",
        what="例外承認の申請(S1-05)",
        answer="却下",
        by="所属長",
        said="変更契約で直せるため",
        next_step="証拠をそろえてください。",
        on=ON,
    )
    told = render_answered(answered)
    assert told.subject == "【決裁の結果】委託監督 例外承認の申請(S1-05): 却下(R6-0012-E1)〔モデル所属04〕"
    assert "■ 理由: 変更契約で直せるため" in told.body
    assert "所属長" in told.body
