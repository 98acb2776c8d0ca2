"""The roles of a PostgreSQL database: the one that works is given its rights; `doctor` looks whether it has them."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, Engine, make_url, text
from sqlalchemy.exc import DBAPIError

from config.errors import RequestFault, SetupError, UsageError
from lifecycle.app import App
from lifecycle.records.database import open_engine, reading, writing
from lifecycle.records.database_copies import must_be_whole
from lifecycle.records.file_systems import must_be_local
from lifecycle.records.rights import grant_rights, rights_amiss
from lifecycle.records.soundness import missing_triggers
from lifecycle.usecases.home_checks import Check

_NAMED = 5
_NO_SUCH_ROLE, _NOT_ALLOWED = "42704", "42501"

_MIGHT = text(
    "SELECT EXISTS (SELECT FROM pg_roles o WHERE (o.rolsuper OR o.rolcreaterole OR o.oid = c.relowner) "
    "AND pg_has_role(r.oid, o.oid, 'MEMBER')) FROM pg_class c, pg_roles r "
    "WHERE c.oid = 'journal'::regclass AND r.rolname = :role"
)
"""Whether a role can take the journal's triggers away: it owns the table or has all power, or may become who does."""


def must_suit(url: str, role: str | None, *, restoring: bool = False) -> None:
    """Raises UsageError where a role is named and the database knows none (SQLite), SetupError where that would lie on
    a share, and where a PostgreSQL database does not keep every character, or a restoration into it was cut short
    (unless this one is `restoring`).
    """
    if not url.startswith("postgres"):
        if role is not None:
            told = "役割があるのは PostgreSQL だけです。データベースの URL に PostgreSQL のものを指定してください。"
            raise UsageError(RequestFault("no_roles_here", told, "database_role"))
        must_be_local(Path(make_url(url).database or ""))
        return
    engine = open_engine(url)
    try:
        with reading(engine) as connection:
            encoding = _encoding(connection)
        if not restoring:
            must_be_whole(engine)
    finally:
        engine.dispose()
    if not encoding.fine:
        raise SetupError(f"データベースの文字コードが {encoding.detail}")


def give_rights(engine: Engine, role: str, *, only_tried: bool = False) -> None:
    """Give a role of PostgreSQL what people and jobs work with: it adds to the journal and changes nothing in it.

    `only_tried`: nothing is given, but whatever would stand against it is raised. Raises UsageError where there is no
    such role, where it could take the journal's triggers away, or where the role of the connection does not own the
    tables.
    """
    try:
        with engine.connect() if only_tried else writing(engine) as connection:
            if connection.execute(_MIGHT, {"role": role}).scalar():
                told = f"役割「{role}」は表の持ち主か、全権の役割です。ふだん使う役割は、別に作ってください。"
                raise UsageError(RequestFault("role_is_the_owner", told, "database_role"))
            grant_rights(connection, role)
    except DBAPIError as error:
        state = getattr(error.orig, "sqlstate", None)
        if state == _NO_SUCH_ROLE:
            told = f"役割「{role}」がデータベースのサーバーにありません。先に作ってください。"
            raise UsageError(RequestFault("role_unknown", told, "database_role")) from None
        if state == _NOT_ALLOWED:
            told = "権利を与えられるのは、表の持ち主の役割でつないでいるときだけです。"
            raise UsageError(RequestFault("not_the_owner", told, "database_role")) from None
        raise


def database_checks(app: App) -> Iterator[Check]:
    """The checks of a PostgreSQL database; none on SQLite, where whoever may write to the file may do everything."""
    if app.engine.dialect.name != "postgresql":
        return
    with app.reading() as connection:
        yield from (_role(connection), _rights(connection), _triggers(connection), _encoding(connection))


def _role(connection: Connection) -> Check:
    """The check of whether the role in use could take the journal's triggers away, as the owner of a table can."""
    role = connection.execute(text("SELECT session_user")).scalar_one()
    might = connection.execute(_MIGHT, {"role": role}).scalar_one()
    told = f"「{role}」は表の持ち主(又は全権の役割)なので、記録を守る仕掛けを外せる。ふだんの役割を分ける"
    fine = f"「{role}」は表の持ち主ではない"
    return Check("データベースの役割", not might, told if might else fine)


def _rights(connection: Connection) -> Check:
    """The check of whether the role in use may do what the application does, and no more."""
    if connection.execute(_MIGHT, {"role": connection.execute(text("SELECT session_user")).scalar_one()}).scalar_one():
        return Check("データベースの権利", fine=True, detail="持ち主は何でもできる")
    lacking, beyond = rights_amiss(connection)
    if connection.execute(text("SELECT has_schema_privilege(current_schema(), 'CREATE')")).scalar_one():
        beyond.append("CREATE(スキーマ)")
    faults = [f"{said}: {_few(ones)}" for said, ones in (("足りない", lacking), ("多すぎる", beyond)) if ones]
    told = f"{'。'.join(faults)}。表の持ち主の役割で与え直す"
    return Check("データベースの権利", not faults, told if faults else "記録は足すだけ。ほかの表も要るものだけ")


def _few(ones: list[str]) -> str:
    more = f" ほか{len(ones) - _NAMED}件" if len(ones) > _NAMED else ""
    return f"{'、'.join(ones[:_NAMED])}{more}"


def _triggers(connection: Connection) -> Check:
    """The check of whether the triggers stand that refuse to change the journal, whoever asks."""
    gone = missing_triggers(connection)
    told = f"{'、'.join(gone)}。誰かが外した。記録を控え・封印と照らし合わせ、控えから戻す"
    return Check("記録を守る仕掛け", not gone, told if gone else "変更・削除・空にすることを断る")


def _encoding(connection: Connection) -> Check:
    """The check of whether the database keeps every character: only UTF-8 does."""
    kept = str(connection.execute(text("SHOW server_encoding")).scalar_one())
    told = f"{kept} で、書けない文字があります。UTF8 のデータベースを作ってください。"
    return Check("データベースの文字コード", kept == "UTF8", "UTF8" if kept == "UTF8" else told)
