"""What was done before the reader of a guide sits down: typed by the tests, and not shown on the page."""

from collections.abc import Mapping

_REVIEWED = (
    "echo 変更契約書 > 変更契約書.txt",
    "lifecycle attach R6-0063 contract_review --set 確認日=R6.12.2 --set 特記事項の版=R5.10.10 "
    "--set 確認者=担当者04 --file 変更契約書.txt --actor 担当者04",
)
_ASKED_OF_THE_DESK = (
    "lifecycle override request R6-0043 --rule S4-03 --subcontract 1 --category 事後に満たせない義務 "
    "--document-no 6医療第123号 --reason 承認前に業務が始まっていたため事前の承認ができない。てん末書を添える。 "
    "--actor 担当者04",
)
_ASKED_OF_THE_HEAD = (
    "lifecycle override request R6-0043 --rule S1-05 --category 導入前の契約 --document-no 6医療第124号 "
    "--reason 変更契約の手続中であり、令和7年1月の締結まで記載事項を補えないため。 --expires R7.1.31 --actor 担当者04",
    "lifecycle subcontract apply R6-0003 --subcontractor 委託先子会社 --applied-on R6.12.2 "
    "--reason 封入封かんの設備を委託先がもたないため --scope 封入封かん --capability 同種業務の実績3件 "
    "--core-of-work いいえ --handles-pi はい --specific-pi いいえ --sensitive-pi いいえ --actor 担当者04",
)
_AUDIT_FILES = (
    "lifecycle pack R6-0043 -o 書き換えられた調書.zip --actor 監査委員事務局",
    "printf x >> 書き換えられた調書.zip",
)

BEFORE: Mapping[str, tuple[str, ...]] = {
    "はじめる前に": ("export LIFECYCLE_ACTOR=担当者04",),
    "担当者": ("echo 変更契約書 > 変更契約書.txt", "export LIFECYCLE_ACTOR=担当者04"),
    "係長": (*_REVIEWED, "export LIFECYCLE_ACTOR=係長04"),
    "所属長": (*_ASKED_OF_THE_HEAD, "export LIFECYCLE_ACTOR=所属長04"),
    "制度所管課": (*_ASKED_OF_THE_DESK, "export LIFECYCLE_ACTOR=財産活用課"),
    "監査委員事務局": (*_AUDIT_FILES, "export LIFECYCLE_ACTOR=監査委員事務局"),
    "管理者": ("export LIFECYCLE_ACTOR=管理者",),
}
"""For each guide the commands that stand behind its first page, in order."""
