"""Mail addresses as people write them: the one address that a text holds, or why a mail server could not take it.

Full-width letters and signs are read as half-width, for nothing else can be meant. Whatever else stands in the way is
told by its kind; the words never repeat the address.
"""

import re
import unicodedata
from dataclasses import dataclass

from config.unseen import unseen_in

_TO_ASCII = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
"""The full-width forms of the signs of ASCII, and the full-width blank."""
_NAMED = re.compile(r"(?P<display>[^<>]*)<(?P<spec>[^<>]*)>")
_BETWEEN = re.compile(r"[\s,;:/|&・、，；]+")
_LOCAL = re.compile(r"[!#-'*+\-./-9=?A-Z^-~]+")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?")
_TOP = re.compile(r"[A-Za-z]{2,}|[Xx][Nn]--[A-Za-z0-9-]+")
THIS_MACHINE, SEVERAL = "localhost", "アドレスが2件以上あります"
_LONGEST_LOCAL, _LONGEST_LABEL, _LONGEST = 64, 63, 254  # RFC 5321 4.5.3.1, RFC 1035 2.3.4


@dataclass(frozen=True, slots=True)
class MailAddress:
    """One mail address in its one spelling: the name that is shown with it (blank: none) and the address alone.

    `respelled`: it was written with full-width letters or signs.
    """

    display: str
    spec: str
    respelled: bool = False

    def __str__(self) -> str:
        if not self.display:
            return self.spec
        plain = not re.search(r'[()<>@,;:\\".\[\]]', self.display)
        return f"{self.display if plain else _quoted(self.display)} <{self.spec}>"

    @property
    def is_local(self) -> bool:
        """Whether the domain is a single name (`localhost`, `server1`), which only a mail server near by can know."""
        return "." not in self.spec.rpartition("@")[2]


def mail_address(text: str) -> MailAddress:
    """The one address in a text, with or without a display name (`課長 <head@example.lg.jp>`).

    Raises ValueError with the reason as a Japanese clause, which does not repeat the text.
    """
    written = text.strip()
    if any(sign in written for sign in "\r\n\v\f\x85\u2028\u2029"):
        raise ValueError(SEVERAL if _are_several(written) else "改行が入っています")
    if hidden := unseen_in(written):
        raise ValueError(f"目に見えない文字 {hidden} が入っています")
    half = written.translate(_TO_ASCII)
    display, spec = _parts(half)
    _must_be_one(spec)
    local, _, domain = spec.partition("@")
    _must_be_ascii(spec)
    _check_local(local)
    _check_domain(domain)
    if len(spec) > _LONGEST:
        raise ValueError(f"長すぎます({_LONGEST}文字まで)")
    shown = "" if display == spec else display
    if "@" in shown:
        raise ValueError(SEVERAL)
    return MailAddress(shown, spec, respelled=spec not in written)


def deliverable(text: str) -> MailAddress:
    """The one address in a text, to which a mail server anywhere can deliver: its domain has a top level.

    The name of this machine (`localhost`) counts as well. Raises ValueError as `mail_address` does.
    """
    address = mail_address(text)
    domain = address.spec.rpartition("@")[2]
    if address.is_local and domain.lower() != THIS_MACHINE:
        raise ValueError("@ の後ろが途中で終わっています(.lg.jp などがありません)")
    return address


def _parts(half: str) -> tuple[str, str]:
    """The display name and the address that a text consists of."""
    if not ("<" in half or ">" in half):
        return "", half
    named = _NAMED.fullmatch(half)
    if named is None:
        raise ValueError(SEVERAL if half.count("@") > 1 else "「<」と「>」の組が正しくありません")
    display = named["display"].strip()
    if len(display) > 1 and display.startswith('"') and display.endswith('"'):
        display = re.sub(r"\\(.)", r"\1", display[1:-1])
    elif re.search('[,;:"]', display):
        raise ValueError('名前に「,」「;」「:」「"」が入っています')
    return display.strip(), named["spec"].strip()


def _must_be_one(spec: str) -> None:
    """Raises ValueError where there is no address, or more than one."""
    count = spec.count("@")
    if count == 0:
        raise ValueError("@ がありません" if spec else "アドレスが書かれていません")
    if count > 1:
        raise ValueError(SEVERAL if _are_several(spec) else "@ が2つ以上あります")


def _are_several(text: str) -> bool:
    return sum("@" in part for part in _BETWEEN.split(text.translate(_TO_ASCII))) > 1


def _must_be_ascii(spec: str) -> None:
    """Raises ValueError for a blank, or for a character that no mail server is sure to know."""
    if re.search(r"\s", spec):
        raise ValueError("途中に空白が入っています")
    strange = next((sign for sign in spec if not sign.isascii()), None)
    if strange is None:
        return
    if unicodedata.category(strange)[0] in "LMN":
        if strange in spec.partition("@")[0]:
            raise ValueError("@ の前に、半角の英数字ではない文字が入っています")
        told = "@ の後ろに、半角の英数字ではない文字が入っています。日本語のドメインは xn-- で始まる形で書きます"
        raise ValueError(told)
    raise ValueError(f"半角の記号ではない「{strange}」が入っています")


def _check_local(local: str) -> None:
    """Raises ValueError where what stands before the @ is not what a mail server takes."""
    if not local:
        raise ValueError("@ の前に何もありません")
    if strange := re.sub(_LOCAL, "", local):
        raise ValueError(f"@ の前に、使えない記号「{strange[0]}」が入っています")
    _check_dots(local, "@ の前")
    if len(local) > _LONGEST_LOCAL:
        raise ValueError(f"@ の前が長すぎます({_LONGEST_LOCAL}文字まで)")


def _check_domain(domain: str) -> None:
    """Raises ValueError where what stands behind the @ is not the name of a domain."""
    if not domain:
        raise ValueError("@ の後ろに何もありません")
    if strange := re.sub(r"[A-Za-z0-9.-]", "", domain):
        raise ValueError(f"@ の後ろに、使えない記号「{strange[0]}」が入っています")
    _check_dots(domain, "@ の後ろ")
    labels = domain.split(".")
    if not all(_LABEL.fullmatch(label) and len(label) <= _LONGEST_LABEL for label in labels):
        raise ValueError("@ の後ろがドメインの名前になっていません")
    if len(labels) > 1 and not _TOP.fullmatch(labels[-1]):
        raise ValueError("@ の後ろの終わり(.jp など)が正しくありません")


def _check_dots(part: str, where: str) -> None:
    if part.startswith(".") or part.endswith("."):
        raise ValueError(f"{where}の初めか終わりに点(.)があります")
    if ".." in part:
        raise ValueError(f"{where}で点(.)が続いています")


def _quoted(display: str) -> str:
    return '"' + re.sub(r'([\\"])', r"\\\1", display) + '"'
