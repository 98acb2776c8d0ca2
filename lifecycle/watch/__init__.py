"""watch: the installation watched from within, by the clock.

That it is alive (`heartbeat`), that its journal is whole (`broken_journal`), how a month went for those who answer for
the rules (`monthly`). Each queues messages and never sends; when they run is the schedule's (`flows`).
"""
