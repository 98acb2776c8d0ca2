"""usecases: one file per noun. Each use case loads facts, asks states for a verdict, and in one transaction appends
events, applies them to the projections, refreshes the contract's obligations and queues messages.

They are called by the doors (command line, import, flows), know who acts, and never print.
"""
