"""web: the register in a browser. It reads requests, calls one use case or one question, and shows what came of it.

Belongs here: who is signed in, the pages with their forms, what a browser may send, the headers of an answer. A page of
the static site is served by the site's own templates, in the frame of this room.
Does not belong here: any judgement, any query, any transaction; the words of the history (`lifecycle.records`).
May import: `lifecycle.acts`, `lifecycle.app`, `lifecycle.clock`, `lifecycle.fields`, `lifecycle.identity`,
`lifecycle.ledger`, `lifecycle.papers`, `lifecycle.post`, `lifecycle.records`, `lifecycle.usecases`, `lifecycle.views`,
`notifications`, `states`, `config`, `anyio`, `cyclopts`, `jinja2`, `orjson`, `sqlalchemy`, `starlette`, `authlib`,
`joserfc`; lazily: `httpx2`, `uvicorn`.
"""
