"""states: what may be. Facts, guards, verdicts and the machines.

Belongs here: every judgement of a contract, as pure functions of facts, rules and a date.
Does not belong here: reading or storing anything, asking the time, the words of a message beyond the reason of a
verdict.
May import: `config`, `transitions`. Of the standard library nothing that does I/O.
"""
