"""notifications: how it is said, in Japanese, and how it leaves the installation.

Belongs here: what an alert may carry (a list of allowed fields, no person among them), its words as a mail and as a
card (`templates/`, which an installation may override), both as they go over the wire, and the channels.
Does not belong here: who is told and when, retries, the outbox (that is `lifecycle`); the clock: dates come as
arguments.
May import: `config`, and in services.py alone, which only a send loads, `apprise` and `requests`; lazily:
`jinja2`. Every message leaves through Apprise, which no other room imports.
"""
