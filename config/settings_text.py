"""The annotated `lifecycle.toml` that a new home gets."""

from datetime import date

from config.desks import Desks
from config.place import here, said_here
from config.vocabulary import Role

TEMPLATE = """\
# lifecycle の設定。判定に関わる設定(rules、所属の種別、closed_days、escalation、manner)を変えたら、\
{管理者}か{制度所管課}が
# lifecycle configure を実行すると、「規程の適用の変更」として記録され、効きます(試用の環境では直ちに効きます)。

# 誰が操作したかの決め方: os_user = OSの利用者名 / declared = --actor の申告を信じる(試用の環境だけ)
# 初期設定のときに記録され、後からここを変えても効きません(lifecycle doctor が知らせます)。
identity = "{identity}"

# 追加の閉庁日(土日・祝日・12/29〜1/3 のほかに)。例: ["2026-05-01"]
closed_days = []

# 操作する人の職。初期設定のときに一度だけ記録に引き継がれ、後から書いても権限になりません。
# 所属の人は所属シートの{担当者}ログインなどの列か lifecycle staff assign で、
# 所属の外の職は lifecycle staff give で登録します。
{people}
{offices}
[rules]
# 警告を「止める」に上げる規則(例 意見8を義務とする ["S2-12"])、研修指導・仮定の規則を警告に下げるもの(例 ["S4-08"])
# 初日は記録に残した日(lifecycle configure)で、その日に続いている契約と以後の契約に及びます。
raise = []
lower = []
# 国の指針(年1回以上の実地検査)の期限切れも知らせる
yearly_visit = false
placeholders = []  # 規程データの語のほかに、空欄と同じに扱う語(自由記述の欄の全体がこの語のとき)
# 初日と及ぶ契約を決めて上げるもの(下げるものは [[rules.lowered]])。reaches は concluded_from(初日以降に締結した契約)、
# running_on(初日に続いている契約にも。書かなければこれ)、performing_on(初日に履行中の契約にも)
# [[rules.raised]]
# code = "S2-12"
# from = 2027-04-01
# reaches = "running_on"

[contacts]
# 緊急連絡先の疎通確認が有効な月数。書かなければ6か月〔仮定〕。過ぎると所属に知らせる
# test_months = 6

[channels]
# 連絡の出し先。 file: はこのフォルダーの outbox/ に .eml で置く。メールは mailto://host:25、mailtos://user@host
# パスワードを含む URL はここに書かず、環境変数 LIFECYCLE_MAIL_URL か LIFECYCLE_SECRETS_DIR に置く。
mail = "file:"
# file: のフォルダーを人が毎日開いて読むなら true。false のときは、読む人がいないものとして、連絡は送らずに待つ
# (試用の環境では、試している人が読むので、いつも送ったことになります)
folder_is_read = false
sender = "lifecycle@localhost"
# 差出人には名前を付けられる(付けなければ「委託監督の仕組み」)。例: sender = "委託監督 <itaku@pref.example.jp>"
# 返信を読む窓口。書かなければ、連絡に「返信は不要です」と付く。例: reply_to = "zaikatsu@pref.example.jp"
reply_to = ""
# ネットワークの型で、使える出し先が決まる。
# lgwan = ファイルとメール / alpha_prime = 加えて Microsoft の Teams / beta = 全て
profile = "lgwan"
# 漏えいの一報に緊急連絡先の番号を載せてよい経路("mail"、"teams")。既定ではどれにも載せず、見る場所を書く
may_carry_numbers = []
# true にすると、全ての連絡に【訓練】と付く
training = false

# 所属の職のほかに知らせる先。課や係の代表アドレスを書く(個人のものは書かない)。
# {oversight}({制度所管課})には報告が、{owner}には未達や故障が、{auditors}には記録の破損が届く。
[addresses]
{addresses}
# Teams。URL は秘密なので、環境変数 LIFECYCLE_TEAMS_名前 か LIFECYCLE_SECRETS_DIR に置き、ここには名前だけを書く。
[teams]
# 全員が見るチャネルには件数と規則コードだけが出る。例: shared = "SHARED"
# true にすると、自分の宛先がある{所属長}にはカードだけを送る(届かないときはメール)
alone = false
[teams.heads]
# "広報課" = "KOHO_HEAD"
# 所属のほかの先({owner}など)の宛先。メールが届かないことを知らせるのにも使う
[teams.desks]
# "{owner}" = "KANRI"

# lifecycle report で書き出した頁を人が開くフォルダー。書くと、連絡に所属の頁の場所が付く([web] の url が先)。
# 円記号(\\)を含むものは ' ' で囲む。例: folder = '\\\\server\\itaku\\頁'
[report]
folder = ""

# 督促の段階の日数(期限からの開庁日)を変えるとき。例: division_head = 2
[escalation]

# 知らせ方を変えるとき。記録のみ = 連絡を送らず一覧と頁にだけ出す / まとめのみ = ほかの連絡とまとめて送る /
# 単独 = 1件ずつ別の連絡で送る。契機か規則のコードで書く。至急のものは変えられない。例: "AL-…" = "記録のみ"
[manner]

[evidence]
# 証拠ファイル1個の上限(MB)
max_megabytes = 50

[overrides]
# 例外承認の期限の上限(暦日)
max_days = 90

# 所属の職員が見る範囲。own = 自分の所属の契約だけ / all = 全ての所属({制度所管課}・{auditors}・{管理者}はいつも全て)
[reading]
scope = "own"

[seal]
# 毎夜の封印を1行ずつ書き足すファイル。このフォルダーの外(できればほかの機械)に置く。例: file = "/mnt/kansa/seals.jsonl"

# 定例処理(lifecycle-flows serve)の記録 logs/serve.log の大きさ(MB)と、残す古いファイルの数
[serve]
log_megabytes = 5
log_files = 9
# これより長く(分)待っている連絡があれば、lifecycle-flows status が8で終わる
mail_waits_minutes = 60

# ブラウザで使う登録簿(手順は docs/ブラウザで使う.md)
[web]
# 人が開くアドレス。書くと、連絡にその頁の場所が付く。例: url = "https://itaku.pref.example.jp"
url = ""
# サインインの方法。 header = 手前の中継(IIS、Apache、nginx)が確かめ、ヘッダーで知らせる / oidc = OpenID Connect
sign_in = ""
[web.header]
# 中継の機械のIPアドレス。ここに書いた機械からのヘッダーだけを信じる
name = "X-Remote-User"
peers = []
[web.names]
# 利用者名から取り除くもの(例 ["PREF\\\\", "@PREF.EXAMPLE.JP"])と、大文字を小文字にするか
take_away = []
lower_case = false
"""


def settings_text(identity: str, desks: Desks, day: date) -> str:
    """The annotated `lifecycle.toml` that `init` writes on a day.

    Where actors are declared, each desk may act under its name of the day and has its example of an address.
    """
    declared = identity == "declared"
    people = {Role.OVERSIGHT_OFFICE.label: Role.OVERSIGHT_OFFICE, **{desk.name_on(day): desk.role for desk in desks}}
    rows = "".join(f"[people.{_quoted(name)}]\nrole = {_quoted(role)}\n\n" for name, role in people.items())
    example = "".join(f'# "{desk.address_key}" = "…@example.lg.jp"\n' for desk in desks)
    lines = "".join(f"{_quoted(desk.address_key)} = {_quoted(desk.example_address)}\n" for desk in desks)
    return said_here(TEMPLATE).format(
        identity=identity,
        people=rows if declared else "",
        addresses=lines if declared else example,
        oversight="・".join(desk.name_on(day) for desk in desks.oversight),
        offices=_offices(),
        owner=desks.owner.name_on(day),
        auditors=desks.auditors.name_on(day),
    )


def _offices() -> str:
    """The comment that shows how the kind of an office is set; nothing where the pack knows no kinds."""
    kinds = here().office_kinds
    if not kinds:
        return ""
    other = kinds[min(2, len(kinds) - 1)]
    return (
        f"# 所属の種別(書かなければ「{kinds[0]}」)。通知の宛先に含まれるかの判定に使う。\n"
        f'# [offices."運転免許試験課"]\n# kind = {_quoted(other)}\n'
    )


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
