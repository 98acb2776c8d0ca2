"""cli: the command line. Reads words, calls one use case, shows what came of it.

A command imports its use case inside itself, so that `--help` and `why` start without what they do not need.
stdout is data (a table on a terminal, TSV in a pipe, one JSON document with --json), stderr is talk.
"""
