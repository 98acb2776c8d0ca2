"""Messages sent alone and at once, each with its words: what happened to a contract, what keeps alerts back."""

from dataclasses import dataclass, field
from datetime import date

from config.place import said_here
from config.vocabulary import Role
from config.wareki import format_date
from notifications.alert import Rendered, Wording
from notifications.heads import head_post, head_posts
from notifications.incident_notices import ClockNotice, IncidentNewsNotice, IncidentNotice
from notifications.outage_notices import OutageNotice
from notifications.pages import incident_page, office_page, page_of
from notifications.quiet_notices import QuietNotice
from notifications.record_notices import DeclaredNotice, ReenteredNotice
from notifications.render import cleaned, compose
from notifications.screen import on_one_screen
from notifications.storm_notices import ReleasedNotice, StormNotice
from notifications.template_notice import TemplateNotice
from notifications.words import Lines, greeting

_OURS = Wording()


@dataclass(frozen=True, slots=True)
class OverrideNotice:
    """The message that an exception is in force: numbers, posts and rules, neither persons nor the written reason.

    `recipient` is the post that is told: 所属長 or 制度所管課.
    """

    id: str
    contract: str
    subject: str
    division: str
    codes: tuple[str, ...]
    labels: tuple[str, ...]
    sources: tuple[str, ...]
    document_no: str
    expires_on: date
    on: date
    recipient: str = field(default_factory=head_post)

    def top(self) -> Lines:
        """The lines at the top: what is in force, for how long, what to do where the reader does not know of it."""
        asked = "{所属長}に確かめて" if self.recipient == Role.OVERSIGHT_OFFICE.label else "{制度所管課}に連絡して"
        return (
            ("何が", f"{self.subject} に例外承認が適用されました({format_date(self.on)})。"),
            ("期限", f"{format_date(self.expires_on)}まで。過ぎると関門は再び閉じます。"),
            ("対応", f"承知していれば要りません。心当たりがなければ、{said_here(asked)}取り消してください。"),
        )


@dataclass(frozen=True, slots=True)
class UnapprovedNotice:
    """The message that the work of a subcontract is on record as begun, and no approval before it is."""

    contract: str
    subject: str
    division: str
    title: str
    reason: str
    remedy: str
    code: str
    label: str
    source: str
    on: date
    recipient: str = field(default_factory=head_post)

    def top(self) -> Lines:
        """The lines at the top: what was found, by when to act and what to do."""
        return (
            (
                "何が",
                f"{self.subject} は、承認の記録が確認できないまま、業務開始日が登録されています"
                f"({format_date(self.on)}現在)。",
            ),
            ("いつまでに何を", "直ちに、再委託先での個人情報の取扱いと、書面による承認の有無を確かめてください。"),
        )


@dataclass(frozen=True, slots=True)
class GapNotice:
    """The message about posts that could not be reached (連絡のつかない職): `gaps` are (office, post)."""

    gaps: tuple[tuple[str, str], ...]
    on: date

    def top(self) -> Lines:
        """The lines at the top: how many posts, what it means, what to do."""
        return (
            ("何が", f"連絡のつかない職が{len(self.gaps)}件あります({format_date(self.on)}現在)。"),
            ("影響", "その職への連絡は、次の段階の職へ直ちに回しました。"),
            ("対応", said_here("使えるメールアドレス1件、又は不在の間の{代理}を登録してください。")),
        )


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A message that a channel gave up: for whom it was, the cause without secrets or addresses, what takes over.

    `instead` names the channel that tells the recipient in its place; it is empty where none does. `as_file`: the text
    was only left as a file in the installation's outbox folder, where the recipient does not see it.
    """

    division: str
    post: str
    channel: str
    cause: str
    instead: str = ""
    as_file: bool = False

    @property
    def way(self) -> str:
        """What became of the message, as the system owner reads it."""
        if self.instead:
            return f"{self.instead}が引き継ぎます"
        return "ファイルに残しました(宛先は未読)" if self.as_file else "代わりの経路はありません"


@dataclass(frozen=True, slots=True)
class UndeliveredNotice:
    """The message about messages that a channel gave up after every retry, each with the way that took over, if any."""

    messages: tuple[GivenUp, ...]
    on: date

    def top(self) -> Lines:
        """The lines at the top: how many messages, who does not know yet, what to do."""
        untold = sum(not message.instead for message in self.messages)
        known = "宛先には代わりの経路で知らせます。"
        effect = f"うち{untold}通は代わりの経路がなく、宛先はまだ知らされていません。" if untold else known
        first = "まず宛先に電話などで知らせ、次に原因" if untold else "原因"
        return (
            ("何が", f"再送を尽くしても届かなかった連絡が{len(self.messages)}通あります({format_date(self.on)}現在)。"),
            ("影響", effect),
            ("対応", f"{first}を直して lifecycle doctor で確かめてください。"),
        )


Notice = (
    OverrideNotice
    | UnapprovedNotice
    | IncidentNotice
    | ClockNotice
    | IncidentNewsNotice
    | GapNotice
    | UndeliveredNotice
    | StormNotice
    | ReleasedNotice
    | OutageNotice
    | TemplateNotice
    | DeclaredNotice
    | ReenteredNotice
    | QuietNotice
)


def render_notice(notice: Notice, wording: Wording = _OURS) -> Rendered:
    """The subject, body and card of a notice."""
    told = cleaned(notice)
    what, template = _what(told)
    if isinstance(told, GapNotice | UndeliveredNotice | StormNotice | ReleasedNotice | TemplateNotice):
        office, to, to_head = wording.owner, greeting("", wording.owner), False
    elif isinstance(told, OutageNotice):
        office, to, to_head = told.reader, greeting("", told.reader), False
    else:
        to_head = told.recipient in head_posts()
        office, to = told.division, greeting(told.division if to_head else "", told.recipient)
    calm = DeclaredNotice | ReenteredNotice | TemplateNotice | ReleasedNotice | QuietNotice | IncidentNewsNotice
    urgent = "【お知らせ】" if isinstance(told, calm) or (isinstance(told, OutageNotice) and told.ended) else "【至急】"
    head = ("【訓練】" if wording.training else "") + urgent
    subject = f"{head}委託監督 {what}〔{office}〕"
    page = _page(told, wording) or (office_page(wording, office) if to_head else "")

    def written(shown: Notice) -> Rendered:
        return compose(template, subject, to, shown.top(), wording, notice=shown, page=page)

    fits = to_head or isinstance(told, IncidentNotice)
    return on_one_screen(told, written, trial=wording.trial) if fits else written(told)


def _page(notice: Notice, wording: Wording) -> str:
    """The page of what a notice is about: its contract, subcontract or incident; blank for one about none."""
    match notice:
        case IncidentNotice() | ClockNotice() | IncidentNewsNotice():
            return incident_page(wording.url, notice.incident)
        case OverrideNotice() | UnapprovedNotice():
            return page_of(wording.url, notice.subject)
        case _:
            return ""


def _what(notice: Notice) -> tuple[str, str]:
    """The words by which the subject says what happened, and the template of the body."""
    match notice:
        case TemplateNotice():
            return f"使えない文面のひな形{len(notice.faults)}件", "template.txt.j2"
        case OverrideNotice():
            return f"例外承認を適用({notice.subject} {'・'.join(notice.codes)})", "override.txt.j2"
        case UnapprovedNotice():
            return f"承認の記録が確認できない再委託({notice.subject})", "unapproved.txt.j2"
        case IncidentNotice():
            return notice.what, "incident.txt.j2"
        case ClockNotice():
            return notice.what, "clock.txt.j2"
        case IncidentNewsNotice():
            return notice.what, "news.txt.j2"
        case GapNotice():
            return f"連絡のつかない職{len(notice.gaps)}件", "gap.txt.j2"
        case UndeliveredNotice():
            return f"届かなかった連絡{len(notice.messages)}通", "undelivered.txt.j2"
        case StormNotice():
            return f"送信の保留{notice.total}通", "storm.txt.j2"
        case ReleasedNotice():
            return f"止めていた連絡{notice.total}通の送信", "released.txt.j2"
        case OutageNotice(ended=True):
            return "連絡の送信の再開", "outage.txt.j2"
        case OutageNotice():
            return f"届いていない連絡{notice.messages}通", "outage.txt.j2"
        case DeclaredNotice():
            return f"{notice.by}による台帳の取込(申告)", "declared.txt.j2"
        case QuietNotice():
            return f"督促の休止期間の{'終わり' if notice.over else '登録'}({notice.days})", "quiet.txt.j2"
        case ReenteredNotice():
            return f"取り消した契約番号の再登録({len(notice.contracts)}件)", "reentered.txt.j2"
