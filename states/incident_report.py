"""漏えい等事案: what is recorded of a leak of personal data, or the fear of one, from the first word to its close."""

from dataclasses import dataclass
from datetime import date

from states.documents import Document, ValueType, col


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentReport(Document):
    """漏えい等事案の記録: open until its day of closing is recorded (F-05).

    `no` tells the incidents of a contract apart (事案 J1, J2 …); one of an older version has none. Three moments start
    the clocks: when the contractor noticed, when it told the office (一報), when the first official of the office knew
    (認識日, by which the office's own days are counted); a time of day may stand beside each.
    速報 and 確報 are the office's reports to the 個人情報保護委員会; the persons concerned are told besides (本人通知),
    unless a reason not to is on record. `reportable` is set by hand only, in the place of what the facts say.
    """

    no: int | None = col("事案番号", ValueType.COUNT)
    aware_on: date | None = col("認識日", ValueType.DATE)
    aware_at: str | None = col("認識の時刻", ValueType.TIME)
    summary: str | None = col("概要", ValueType.TEXT)
    only_feared: bool | None = col("おそれの段階", ValueType.YES_NO)
    noticed_on: date | None = col("委託先の認識日", ValueType.DATE)
    noticed_at: str | None = col("委託先の認識の時刻", ValueType.TIME)
    first_reported_on: date | None = col("一報日", ValueType.DATE)
    first_reported_at: str | None = col("一報の時刻", ValueType.TIME)
    at_subcontract: str | None = col("発生した再委託の番号", ValueType.TEXT)
    measures: str | None = col("応急措置", ValueType.TEXT)
    instructed_on: date | None = col("指示日", ValueType.DATE)
    instructions: str | None = col("{government}の指示", ValueType.TEXT)
    sensitive: bool | None = col("要配慮個人情報を含む", ValueType.YES_NO)
    property_damage: bool | None = col("財産的被害のおそれ", ValueType.YES_NO)
    wrongful_purpose: bool | None = col("不正の目的のおそれ", ValueType.YES_NO)
    persons: int | None = col("本人の数", ValueType.COUNT, units=("人", "名"))
    ordinance_sensitive: bool | None = col("条例要配慮個人情報を含む", ValueType.YES_NO)
    specific_pi: bool | None = col("漏えい等に特定個人情報を含む", ValueType.YES_NO)
    seen_by_many: bool | None = col("不特定多数の者の閲覧", ValueType.YES_NO)
    in_network_system: bool | None = col("情報提供ネットワークシステム等の中の情報", ValueType.YES_NO)
    concealed: bool | None = col("高度な暗号化等の秘匿化", ValueType.YES_NO)
    reportable: bool | None = col("報告の要否の決定", ValueType.YES_NO)
    reportable_reason: str | None = col("報告の要否の理由", ValueType.TEXT)
    preliminary_on: date | None = col("速報日", ValueType.DATE)
    final_on: date | None = col("確報日", ValueType.DATE)
    person_notified_on: date | None = col("本人通知日", ValueType.DATE)
    notice_method: str | None = col("本人通知の方法", ValueType.TEXT)
    no_notice_reason: str | None = col("通知を要しない理由", ValueType.TEXT)
    contractor_reported_on: date | None = col("委託先の委員会報告日", ValueType.DATE)
    investigated_on: date | None = col("調査の開始日", ValueType.DATE)
    course: str | None = col("経緯", ValueType.TEXT)
    damage: str | None = col("被害状況", ValueType.TEXT)
    cause: str | None = col("原因", ValueType.TEXT)
    written_report_on: date | None = col("書面報告日", ValueType.DATE)
    no_written_reason: str | None = col("書面報告のない理由", ValueType.TEXT)
    prevention: str | None = col("再発防止策", ValueType.TEXT)
    published_on: date | None = col("公表日", ValueType.DATE)
    no_publication_reason: str | None = col("公表しない理由", ValueType.TEXT)
    closed_on: date | None = col("終結日", ValueType.DATE)
    closed_reason: str | None = col("残るものがあるまま終える理由", ValueType.TEXT)
