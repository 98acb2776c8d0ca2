"""The settings of an installation: `lifecycle.toml` in its home, secrets from the environment or a secrets directory.

Read with tomllib and pydantic rather than pydantic-settings, whose import alone costs a quarter of the time in which
`why` must answer.
"""

import os
import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StrictInt,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from config.desks import Desk, Desks
from config.errors import DataFault, RuleDataError
from config.faults import problems_in
from config.keeping_settings import BackupAge, Retention
from config.mail_addresses import deliverable, mail_address
from config.place import here, known_kind
from config.plain_files import UnreadableFile, plain_bytes
from config.rules_settings import Rules
from config.serve_settings import Serve
from config.toml_files import read_toml
from config.vocabulary import Role
from config.web_settings import Web

SETTINGS_FILE = "lifecycle.toml"
HOME_VARIABLE = "LIFECYCLE_HOME"
DATABASE_VARIABLE = "LIFECYCLE_DATABASE_URL"
SECRETS_VARIABLE = "LIFECYCLE_SECRETS_DIR"
MAIL_VARIABLE = "LIFECYCLE_MAIL_URL"
TEAMS_VARIABLE = "LIFECYCLE_TEAMS_{}"
"""The secret that holds a Teams webhook; the name in the settings, in capitals, takes the place of {}."""


_LONGEST_SECRET = 1_000_000


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


ActingRole = Literal[
    Role.OFFICER,
    Role.SECTION_CHIEF,
    Role.DIVISION_HEAD,
    Role.DEPUTY,
    Role.OVERSIGHT_OFFICE,
    Role.AUDIT_OFFICE,
    Role.ADMIN,
]
"""The roles of those who use the commands."""


class Person(_Part):
    """The post of one login or declared actor."""

    role: ActingRole
    division: str | None = None


class Office(_Part):
    """What kind of office a division is: circulars address kinds."""

    kind: Annotated[str, AfterValidator(known_kind)] = Field(default_factory=lambda: here().usual_kind)


def _a_sender(text: str) -> str:
    """The address from which mails leave, in its one spelling; a machine's own name will do behind the @."""
    try:
        return str(mail_address(text))
    except ValueError as why:
        told = f"メールアドレスを1つ書いてください({why}。例 委託監督 <lifecycle@example.lg.jp>)"
        raise ValueError(told) from None


SenderAddress = Annotated[str, AfterValidator(_a_sender)]


def _who_answers(text: str) -> str:
    """The address to which answers go, in its one spelling; blank where nobody reads them."""
    return _a_sender(text) if text.strip() else ""


def _each_once(channels: tuple[str, ...]) -> tuple[str, ...]:
    """The channels, none named twice."""
    if len(set(channels)) != len(channels):
        raise ValueError("同じ経路は1回だけ書いてください")
    return channels


class Channels(_Part):
    """Where alerts leave: `file:` (the home's outbox folder) or a `mailto(s)://` URL; what the network allows.

    `profile` is the network model of the installation (三層分離): which channels may be used. `training` marks every
    message as an exercise (訓練). `sender` may have a display name; `reply_to` is where answers are read, if anywhere.
    `folder_is_read`: people read the folder of `file:`, so what lies there was told. `may_carry_numbers` are the
    channels by which the emergency numbers of both sides may go with the first word of an incident; by default none.
    """

    mail: str = "file:"
    sender: SenderAddress = "lifecycle@localhost"
    reply_to: Annotated[str, AfterValidator(_who_answers)] = ""
    templates: str | None = None
    profile: Literal["lgwan", "alpha_prime", "beta"] = "lgwan"
    training: bool = False
    folder_is_read: bool = False
    may_carry_numbers: Annotated[tuple[Literal["mail", "teams"], ...], AfterValidator(_each_once)] = ()


def _name_of_a_secret(text: str) -> str:
    """The name of a secret as it is; a URL in its place is refused, because it would stand here readable by all."""
    if not _SECRET_NAME.fullmatch(text):
        raise ValueError(f"URL ではなく、秘密の値の名前を大文字で書いてください(例 KOHO_HEAD。値は {_EXAMPLE} に置く)")
    return text


def _one_address(text: str) -> str:
    """The address of a desk in its one spelling: one to which a mail server can deliver."""
    try:
        return str(deliverable(text))
    except ValueError as why:
        told = f"代表のメールアドレスを1つ書いてください({why}。例 …@example.lg.jp。なければ行を消す)"
        raise ValueError(told) from None


_SECRET_NAME = re.compile(r"[A-Z][A-Z0-9_]*")
_EXAMPLE = TEAMS_VARIABLE.format("KOHO_HEAD")
SecretName = Annotated[str, AfterValidator(_name_of_a_secret)]
DeskAddress = Annotated[str, AfterValidator(_one_address)]


def _a_desk(name: str, info: ValidationInfo) -> str:
    """A name that stands for a desk of the pack; the desk is told by its own address, never by a person's."""
    desks: Desks = info.context["desks"] if info.context else Desks({})
    if desks.called(name) is None:
        raise ValueError(f"{'、'.join(repr(desk.address_key) for desk in desks)} のいずれかにしてください")
    return name


DeskKey = Annotated[str, AfterValidator(_a_desk)]


class Teams(_Part):
    """The Teams webhooks by the names of their secrets: each head's own by 所属, a desk's own, and one shared channel.

    `alone`: who has a webhook gets the card only, and a mail where the card can't be delivered.
    """

    heads: Mapping[str, SecretName] = Field(default_factory=dict)
    desks: Mapping[DeskKey, SecretName] = Field(default_factory=dict)
    shared: SecretName | None = None
    alone: bool = False


def _where_people_open(text: str) -> str:
    """The folder of pages as people open it, without a slash at its end."""
    if text and not _OPENED.fullmatch(text):
        raise ValueError(
            r"人が開くフォルダーを、\\サーバー\共有名\…、S:\…、file://…、http(s)://… のいずれかで書いてください"
        )
    return text.rstrip("/\\")


_OPENED = re.compile(r"(?:\\\\[^\\/]+\\|[A-Za-z]:\\|(?:https?|file)://\S|/)[^\x00-\x1f\x7f\"<>]*")


class Report(_Part):
    """Where people open the pages that `lifecycle report` writes: messages lead there where no register is served."""

    folder: Annotated[str, AfterValidator(_where_people_open)] = ""


class Evidence(_Part):
    """The limits of evidence files."""

    max_megabytes: int = Field(default=50, ge=1, le=2048)


class Seal(_Part):
    """Where seals of the journal are kept: a file outside the home, best on another machine; each adds a line."""

    file: Annotated[str, Field(pattern=r"^[^\x00-\x1f]+$")] | None = None


class Contacts(_Part):
    """For how many months a test of the emergency contacts holds (疎通確認)."""

    test_months: Annotated[int, Field(ge=1, le=60)] | None = None


class Reading(_Part):
    """How far an office's staff read: their own office's contracts, or those of all offices."""

    scope: Literal["own", "all"] = "own"


class Overrides(_Part):
    """The limits of exceptions (例外承認), in calendar days."""

    max_days: int = Field(default=90, ge=1, le=366)


class Settings(_Part):
    """Everything an installation sets. Unknown keys are refused."""

    identity: Literal["os_user", "declared"] = "os_user"
    people: Mapping[str, Person] = Field(default_factory=dict)
    offices: Mapping[str, Office] = Field(default_factory=dict)
    rules: Rules = Rules()
    channels: Channels = Channels()
    teams: Teams = Teams()
    addresses: Mapping[DeskKey, DeskAddress] = Field(default_factory=dict)
    escalation: Mapping[str, StrictInt] = Field(default_factory=dict)
    manner: Mapping[str, Literal["記録のみ", "まとめのみ", "単独"]] = Field(default_factory=dict)
    evidence: Evidence = Evidence()
    overrides: Overrides = Overrides()
    reading: Reading = Reading()
    retention: Retention = Retention()
    backup: BackupAge = BackupAge()
    contacts: Contacts = Contacts()
    report: Report = Report()
    seal: Seal = Seal()
    serve: Serve = Serve()
    web: Web = Web()
    closed_days: tuple[date, ...] = ()

    @field_validator("addresses")
    @classmethod
    def _one_address_each(cls, addresses: Mapping[str, str], info: ValidationInfo) -> Mapping[str, str]:
        desks: Desks = info.context["desks"] if info.context else Desks({})
        times = Counter(desk.address_key for key in addresses if (desk := desks.called(key)))
        if twice := [key for key, count in times.items() if count > 1]:
            raise ValueError(f"{'、'.join(twice)} の宛先が2つあります。1つにしてください")
        return addresses

    def address_of(self, desk: Desk) -> str | None:
        """The mail address of a desk, under whichever of its names the settings give it."""
        return next((mail for key, mail in self.addresses.items() if key in desk.known_as), None)


def load_settings(home: Path, desks: Desks, environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of a home that may address these desks; secrets of the environment or the secrets directory take the
    place of what is written. Raises RuleDataError with every fault, naming the key.
    """
    path = home / SETTINGS_FILE
    try:
        written = read_toml(path, SETTINGS_FILE) if os.path.lexists(path) else {}
        settings = Settings.model_validate(written, context={"desks": desks})
    except ValidationError as error:
        problems = problems_in(
            error, hidden=("addresses", "teams", "channels.mail", "channels.sender", "channels.reply_to", "people")
        )
        raise RuleDataError([DataFault(SETTINGS_FILE, place, problem) for place, problem in problems]) from None
    mail = secret(MAIL_VARIABLE, environment)
    if mail:
        settings = settings.model_copy(update={"channels": settings.channels.model_copy(update={"mail": mail})})
    return settings


def secret(name: str, environment: Mapping[str, str] = os.environ) -> str | None:
    """The value of a secret: from its variable, or from a file of that name (lower case) in the secrets directory."""
    if environment.get(name):
        return environment[name]
    folder = environment.get(SECRETS_VARIABLE)
    path = Path(folder) / name.lower() if folder else None
    if path is None:
        return None
    try:
        return plain_bytes(path, _LONGEST_SECRET).decode("utf-8-sig").strip()
    except FileNotFoundError:
        return None
    except (UnreadableFile, UnicodeDecodeError) as error:
        why = error.reason if isinstance(error, UnreadableFile) else "UTF-8 ではありません"
        raise RuleDataError([DataFault(path.name, "-", f"{SECRETS_VARIABLE} の秘密の値を読めません({why})")]) from None
