"""Letters in Word: a template, of the product or of the office, is filled in strictly."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from config.errors import SetupError
from config.place import said_here
from config.unseen import visible

FOLDER = "letters"
"""The folder in an installation's home whose `request.docx` and `reminder.docx` replace the product's."""
NO_EXTRA = (
    "文書(Word)を作る部品がありません。{管理者}に、追加部品 report つきの導入"
    "(pip install 'lifecycle[report]')を依頼してください。"
)


def template_of(home: Path, name: str) -> Path:
    """The office's own template where there is one, else the product's."""
    own = home / FOLDER / f"{name}.docx"
    return own if own.is_file() else Path(__file__).with_name(f"{name}.docx")


def letter_bytes(template: Path, fields: Mapping[str, Any]) -> bytes:
    """The letter as .docx. Raises SetupError for a template that can't be read or asks for an unknown field."""
    try:
        from docxtpl import DocxTemplate  # type: ignore[import-untyped]
    except ModuleNotFoundError:
        raise SetupError(said_here(NO_EXTRA)) from None
    from jinja2 import StrictUndefined, TemplateError, UndefinedError
    from jinja2.sandbox import SandboxedEnvironment

    target = BytesIO()
    try:
        made = DocxTemplate(str(template))
        # Values are texts: nothing in them is markup, and a template can do nothing but show them.
        made.render(_visible(fields), SandboxedEnvironment(undefined=StrictUndefined, autoescape=True))
        made.save(target)
    except UndefinedError as error:
        raise SetupError(f"{_fault(template)}に知らない欄があります({error})。使える欄: {_known(fields)}。") from None
    except TemplateError as error:
        raise SetupError(f"{_fault(template)}の書き方に誤りがあります({error})。使える欄: {_known(fields)}。") from None
    except Exception as error:
        # python-docx, lxml and zipfile each have their own way of saying that a file is no document.
        raise SetupError(f"{_fault(template)}を Word の文書として読めません({type(error).__name__})。") from None
    return target.getvalue()


def _visible(value: Any) -> Any:
    """The fields with every text in them visible."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, Mapping):
        return {name: _visible(one) for name, one in value.items()}
    return [_visible(one) for one in value] if isinstance(value, list | tuple) else value


def _fault(template: Path) -> str:
    return f"文書のひな形 {FOLDER}/{template.name} "


def _known(fields: Mapping[str, Any]) -> str:
    return "、".join(fields)
