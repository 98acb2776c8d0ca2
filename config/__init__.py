"""config: what the rules say, on which date, by whose authority; and the settings of an installation.

Belongs here: the words of the domain, the packs (all that is one prefecture's: rules, forms, sources, desks, closed
days, the ladder of alerts; TOML) and the models that refuse malformed data, the calendar of the office, Japanese
dates, the tree of errors, the settings file; what nobody sees in a text, and who may read a file that we make.
Does not belong here: any judgement of a contract (that is `states`), any I/O beyond reading these files
and making empty ones.
May import: `pydantic`; lazily: `holidays`.
"""
