"""post: how a message leaves: from the transaction that caused it to the channel that takes it.

Belongs here: the outbox, whom a message can reach, what a message tells of a duty, the ways out.
Does not belong here: whether somebody must be told (`lifecycle.dues`, `lifecycle.watch`), when it is sent and what
that means for the ladder (`lifecycle.watch`), the wording and the channels themselves (`notifications`).
May import: `lifecycle.app`, `lifecycle.clock`, `lifecycle.records`, `notifications`, `states`, `config`,
`sqlalchemy`, `uuid_utils`.
"""
