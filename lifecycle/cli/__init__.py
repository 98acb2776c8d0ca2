"""cli: the command line. It reads words, calls one use case or one question, and shows what came of it.

Belongs here: the words of a call, the exit code, a result as a table on a terminal, as TSV in a pipe or as one JSON
document (stdout is data, stderr is talk). A command imports its use case inside itself, so that `--help` starts fast.
Does not belong here: any judgement, any query, any transaction; the words of the history, which every reader needs
(`lifecycle.records`).
May import: `notifications`, `states`, `config`, `cyclopts`; lazily: `lifecycle.acts`, `lifecycle.app`,
`lifecycle.clock`, `lifecycle.fields`, `lifecycle.ledger`, `lifecycle.papers`, `lifecycle.post`, `lifecycle.records`,
`lifecycle.usecases`, `lifecycle.views`, `lifecycle.watch`, `sqlalchemy`.
"""
