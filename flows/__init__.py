"""flows: when things happen, and nothing else.

Belongs here: the jobs with their times, written once (`schedule.py`), the plain functions they call (`jobs.py`,
`installation_jobs.py`), and the two ways of running them: on one machine by APScheduler (`embedded.py`), or as thin
Prefect flows (`supervise.py`, `deliver.py`, `installation.py`) registered with a server (`deployments.py`), whose runs
can be watched.
Does not belong here: what is due, who is told, what counts as sent (that is `lifecycle`); any date but «today».
May import: the room `lifecycle` and those below it. The only room that imports prefect or apscheduler, and both only
where they are used, so that `lifecycle-flows --help` stays fast. Never sqlmodel or sqlalchemy.
"""
