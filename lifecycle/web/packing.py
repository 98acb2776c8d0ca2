"""The audit file of a contract (監査調書) for whoever may open originals: a page that says what it is, and the file."""

import shutil
from pathlib import Path
from tempfile import mkdtemp

from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from config.errors import RoleError
from config.vocabulary import Role
from lifecycle.acts import ACTS, Act
from lifecycle.papers.pack.gather import pack
from lifecycle.records.one_contract import find_contract
from lifecycle.usecases.originals import all_opened, originals
from lifecycle.web.doors import Door
from lifecycle.web.visit import Visit


def _show(visit: Visit) -> Response:
    id_ = visit.part("id")
    with visit.app.reading() as connection:
        facts = find_contract(connection, id_, visit.as_of, visit.app.reader(connection).must)
    may = visit.may(Act.OPEN_ORIGINAL, facts.sheet.division)
    who = [role.label for role in Role if role in ACTS[Act.OPEN_ORIGINAL].posts]
    listed = originals(visit.app, id_) if may else []
    return visit.page(
        "pack.html", id=id_, title=facts.sheet.title or "", may=may, originals=len(listed), who="、".join(who)
    )


def _hand_out(visit: Visit) -> Response:
    """The file, made for this request alone; that the originals in it are handed out is on record before."""
    headers = visit.request.headers
    if headers.get("sec-fetch-site") in ("cross-site", "same-site") or "prefetch" in headers.get("sec-purpose", ""):
        raise RoleError("監査調書は、この登録簿の契約の頁から受け取ってください。")
    id_ = visit.part("id")
    with visit.app.reading() as connection:
        find_contract(connection, id_, visit.as_of, visit.app.reader(connection).must)
    if visit.request.method == "HEAD":
        return Response(media_type="application/zip")
    all_opened(visit.app, id_)
    folder = Path(mkdtemp(prefix="lifecycle-pack-"))
    try:
        target = folder / "pack.zip"
        pack(visit.app, id_, target, visit.as_of)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    name = f"監査調書_{id_}_{visit.as_of.on.isoformat()}.zip".replace("/", "_")
    done = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    return FileResponse(target, filename=name, media_type="application/zip", background=done)


DOORS = (Door("/contracts/{id}/pack", show=_show), Door("/contracts/{id}/pack.zip", show=_hand_out))
