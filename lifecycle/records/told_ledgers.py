"""The history in words, of ledgers: what was taken in, what was left, how an office's own list is read."""

from lifecycle.records.events.installation import LedgerImported, LedgerLayoutSettled, LedgerLeft


def ledger_told(body: LedgerImported | LedgerLeft | LedgerLayoutSettled) -> str:
    """What happened to a ledger, in one sentence."""
    match body:
        case LedgerImported(sha256=sha256):
            return f"台帳({sha256[:12]}…)を取り込んだ"
        case LedgerLeft(sha256=sha256, offices=offices, faults=faults):
            whose = f"のうち{'、'.join(offices)}の行" if offices else ""
            return f"台帳({sha256[:12]}…){whose}を、誤り{faults}件のため取り込まなかった"
        case LedgerLayoutSettled(offices=offices):
            return f"{'、'.join(offices)}が作った一覧の読み方を決めた"
