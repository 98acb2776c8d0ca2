"""The commands by name: where each is answered, and the one line of help that is shown of it."""

COMMANDS = {
    "init": ("cli.installation:init", "初めに一度: フォルダー・データベース・設定を作る"),
    "demo": ("demo.play:demo", "監査報告書の規模の台帳で、主な仕事を通して見せる"),
    "export": ("cli.ledger_out:export", "台帳(Excel)に書き出す"),
    "template": ("cli.ledger_out:template", "空の台帳(ひな形)を作る"),
    "why": ("cli.moves:why", "進められるか。足りない義務を全て示す(試さない)"),
    "advance": ("cli.moves:advance", "次の(又は指定の)段階へ進める"),
    "attach": ("cli.evidence:attach", "証拠を記録する"),
    "detach": ("cli.evidence:detach", "誤って記録した証拠を、理由とともに取り消す"),
    "due": ("cli.supervision:due", "何を、誰が、いつまでに。遅れているものから"),
    "sweep": ("cli.supervision:sweep", "期限の近い・過ぎた義務と滞留を見つけ、連絡を作る"),
    "deliver": ("cli.supervision:deliver", "作られた連絡を送る"),
    "alerts": ("cli.alerts:alerts", "開いている連絡: 誰に、どこまで知らせたか"),
    "ack": ("cli.alerts:ack", "連絡を受け取ったと記録する(対応予定日)"),
    "snooze": ("cli.alerts:snooze", "連絡を延ばす(理由、2回まで)"),
    "tables": ("cli.tables:tables", "監査の表1〜12"),
    "report": ("cli.report:report", "ブラウザで開く頁(契約の状況・契約・表・規則)を作る"),
    "web": ("web.serve:web", "ブラウザで使えるようにする(サインインして、登録・決裁・確認)"),
    "history": ("cli.journal:history", "契約に起きたことの全て"),
    "verify": ("cli.journal:verify", "記録・写し・証拠ファイルの検証"),
    "seal": ("cli.journal:seal", "記録の封印(値を別の場所に控える)"),
    "rebuild": ("cli.repair:rebuild", "記録を再生して写しを作り直す"),
    "reassess": ("cli.repair:reassess", "全ての契約の義務を判定し直す"),
    "backup": ("cli.backup:backup", "使いながら、全てを一つのファイルに控える"),
    "restore": ("cli.backup:restore", "控えから、空の環境に全てを戻す"),
    "erase": ("cli.erasing:erase", "保存期間が過ぎた契約の氏名・連絡先・文の消去を申し出る"),
    "configure": ("cli.configuring:configure", "lifecycle.toml の設定を記録し、効かせる"),
    "doctor": ("cli.installation:doctor", "設定と連絡先の点検"),
    "guide": ("cli.guides:guide", "手引きの一覧。名前を付けると、その手引きを示す"),
    "diagram": ("cli.installation:diagram", "段階の図(Mermaid、SVG)"),
    "transfer": ("cli.transfer:transfer", "データベースを SQLite と PostgreSQL の間で移す"),
    "completion": ("cli.installation:completion", "命令の補完(bash、zsh、fish)"),
}
"""The commands of one word: the function that answers, and what is said of it."""
GROUPS = {
    "contract": (
        "契約",
        {
            "list": ("cli.contracts:list_", "契約の一覧"),
            "show": ("cli.contracts:show", "契約の内容・義務・証拠"),
            "register": ("cli.contracts:register", "契約を登録する"),
            "amend": ("cli.contracts:amend", "契約の事実を改める"),
            "terminate": ("cli.endings:terminate", "契約を解除する"),
            "withdraw": ("cli.endings:withdraw", "締結に至らなかった契約を閉じる"),
        },
    ),
    "subcontract": (
        "再委託",
        {
            "apply": ("cli.subcontracts:apply", "申請を記録する"),
            "approve": ("cli.subcontracts:approve", "承認する({所属長})"),
            "reject": ("cli.subcontracts:reject", "承認しない({所属長})"),
            "amend": ("cli.subcontracts:amend", "内容を補い、改める"),
            "withdraw": ("cli.subcontracts:withdraw", "承認・不承認を取り消す({所属長})"),
            "start": ("cli.subcontracts:start", "業務開始を記録する"),
            "finish": ("cli.subcontracts:finish", "終了を記録する"),
            "show": ("cli.subcontracts:show", "内容と不足を見る"),
            "list": ("cli.subcontracts:list_", "一覧"),
        },
    ),
    "incident": (
        "漏えい等事案",
        {
            "report": ("cli.incidents:report", "一報を記録する(契約、知った日時、何が起きたか)"),
            "update": ("cli.incidents:update", "事実を書き足し、改める"),
            "close": ("cli.incidents:close", "終結を記録する({所属長})"),
            "ack": ("cli.incidents:ack", "連絡の受領を確認する(繰り返しが止まる)"),
            "show": ("cli.incidents:show", "内容、期限、報告の要否、次にすること"),
            "list": ("cli.incidents:list_", "一覧"),
            "card": ("cli.incident_card:card", "電話で使う一枚(連絡先、聞くこと、指示すること、期限)"),
        },
    ),
    "evidence": (
        "証拠の原本",
        {
            "list": ("cli.originals:list_", "添えられた原本の一覧"),
            "open": ("cli.originals:open_", "写しを一時フォルダーに置いて場所を示す(記録に残る)"),
            "save": ("cli.originals:save", "写しをファイルに書き出す(記録に残る)"),
        },
    ),
    "inbox": ("受け取った様式", {"scan": ("cli.inbox:scan", "フォルダーの様式を契約と照合し、記録する")}),
    "contact": (
        "緊急連絡先",
        {
            "show": ("cli.emergency:show", "双方の番号とつながる時間(見たことは記録に残る)"),
            "check": ("cli.emergency:check", "疎通確認(つながるかを確かめた結果)を記録する"),
        },
    ),
    "waiver": (
        "実地調査に代わる対応の承認",
        {
            "show": ("cli.approvals:show_waiver", "承認の対象となる内容と符号"),
            "approve": ("cli.approvals:approve_waiver", "承認する({所属長}又は{制度所管課})"),
            "withdraw": ("cli.approvals:withdraw_waiver", "承認を取り消す"),
        },
    ),
    "review": (
        "二人目の職員の確認",
        {
            "show": ("cli.approvals:show_review", "確認する内容と符号"),
            "confirm": ("cli.approvals:confirm", "契約書の再確認、承認の原本の確認をする"),
            "withdraw": ("cli.approvals:withdraw_review", "確認を取り消す"),
        },
    ),
    "override": (
        "例外承認",
        {
            "request": ("cli.overrides:request", "申請する"),
            "approve": ("cli.overrides:approve", "承認する"),
            "reject": ("cli.overrides:reject", "却下する"),
            "revoke": ("cli.overrides:revoke", "取り消す"),
            "show": ("cli.overrides:show", "内容を見る"),
            "list": ("cli.overrides:list_", "一覧"),
        },
    ),
    "home": (
        "環境の種別と復元",
        {
            "settle": ("cli.home:settle", "本番か試用かを決める申出(古い版の環境、二人で)"),
            "restored": ("cli.home:restored", "古い控えに手で戻したことを記録に残す({管理者})"),
        },
    ),
    "clock": (
        "時計",
        {
            "show": ("cli.clock:show", "最後の記録より戻っていないか"),
            "accept": ("cli.clock:accept", "戻った時計を受け入れる申出(二人で)"),
        },
    ),
    "second": (
        "二人での確認",
        {
            "list": ("cli.second:list_", "一覧(確認待ちが先)"),
            "show": ("cli.second:show", "内容を見る"),
            "confirm": ("cli.second:confirm", "二人目として確認し、実行する"),
            "decline": ("cli.second:decline", "見送る・取り下げる"),
        },
    ),
    "quiet": (
        "督促の休止期間",
        {
            "begin": ("cli.quiet:begin", "登録する({所属長}、{制度所管課})"),
            "end": ("cli.quiet:end", "取りやめる"),
            "list": ("cli.quiet:list_", "一覧"),
        },
    ),
    "retention": (
        "保存期間と廃棄の留保",
        {
            "list": ("cli.retention:list_", "保存期間が満了した契約と、留保中の契約"),
            "hold": ("cli.retention:hold", "契約の廃棄を留保する(決裁のうえ。{所属長}、{制度所管課})"),
            "lift": ("cli.retention:lift", "廃棄の留保を解除する(決裁のうえ)"),
        },
    ),
    "staff": (
        "所属と職",
        {
            "list": ("cli.staff:list_", "職と氏名、連絡がつくか"),
            "assign": ("cli.staff:assign", "人を職に就ける(日付つき)・{代理}を置く"),
            "posts": ("cli.posts:posts", "所属の外の職と、加えた{担当者}・{係長}"),
            "give": ("cli.posts:give", "所属の外の職を与える・{担当者}を加える"),
            "end": ("cli.posts:end", "与えた職を終える"),
            "inspector": ("cli.posts:inspector", "契約の{検査員}を指定する"),
            "absent": ("cli.staff:absent", "{所属長}の不在を登録する"),
            "move": ("cli.staff:move", "契約を所属から所属へ移す"),
        },
    ),
    "office": (
        "{制度所管課}の務め",
        {
            "show": ("cli.office:show", "務めごとの状況と記録"),
            "record": ("cli.office:record", "行ったことを記録する({制度所管課}、所属の研修など)"),
            "owed": ("cli.office:owed", "所属ごとの務めの期限(通知への回答、研修、定期の確認)"),
            "cut-over": ("cli.office:cut_over", "所属の切替日を見る・決める"),
        },
    ),
    "circular": (
        "通知の発出と周知",
        {
            "publish": ("cli.circulars:publish", "宛先の所属に発出する({制度所管課})"),
            "list": ("cli.circulars:list_", "一覧と、未回答の所属の数"),
            "show": ("cli.circulars:show", "内容と、自分の契約で変わること"),
            "status": ("cli.circulars:status", "所属ごとの状況(受領・閲読・周知・差替え)"),
            "confirm": ("cli.circulars:confirm", "所属の回答を登録する"),
            "withdraw": ("cli.circulars:withdraw", "初日より前に取りやめる({制度所管課})"),
        },
    ),
    "letter": (
        "委託先への文書",
        {
            "request": ("cli.letters:request", "自己点検の依頼文と、斜線を引いたチェックリスト"),
            "reminder": ("cli.letters:reminder", "督促の文書"),
            "list": ("cli.forms_out:list_", "この契約のために作れる様式"),
            "form": ("cli.forms_out:form", "証拠の様式(実地調査報告書、改善策など)を作る"),
        },
    ),
    "rules": (
        "規程",
        {
            "list": ("cli.rules:list_", "規則の一覧"),
            "show": ("cli.rules:show", "規則の全文・出典・日付"),
            "diff": ("cli.rule_changes:diff", "二つの日の間に何が変わったか"),
            "draft": ("cli.rule_skeletons:draft", "新しい通知の案のひな形を作る"),
            "check": ("cli.rule_drafts:check", "案の誤りを全て示す"),
            "impact": ("cli.rule_changes:impact", "新しい通知の案で、どの契約の何が変わるか"),
            "publish": ("cli.rule_publishing:publish", "案の公布を申し出る({制度所管課}、二人で)"),
            "withdraw": ("cli.rule_publishing:withdraw", "公布したものを初日の前に取り下げる(二人で)"),
            "published": ("cli.rule_publishing:published", "公布した規程データの一覧"),
        },
    ),
}
"""The commands of two words, by the first: its name, then each of them as above."""
