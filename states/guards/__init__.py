"""guards: one function per rule, a file per phase, each answering for one subject on one date.

A guard says only what the evidence shows. Whether the rule is in force, overridden, raised or lowered, and which
gate it bars, is weighed in `states.assessment`, the same way for all.
"""
