"""flows: when things happen, and nothing else.

Belongs here: the jobs with their times, written once (`schedule.py`), the plain functions they call (`jobs.py`,
`installation_jobs.py`), and the two ways of running them: on one machine by APScheduler (`embedded.py`), or as
Prefect flows that a server watches (`deployments.py`).
Does not belong here: what is due, who is told, what counts as sent (that is `lifecycle`); any date but «today».
May import: `lifecycle`, `notifications`, `config`, `apscheduler`, `cyclopts`, `prefect`. The orchestrators are
imported where they are used, never for a help text.
"""
