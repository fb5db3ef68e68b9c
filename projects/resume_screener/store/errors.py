"""What can go wrong with jobs, resumes and decisions, beyond the database itself (see ``shared.store.errors``).

UnknownJob        the caller's: there is no such job
UnknownResume     the caller's: no such resume is stored, or it has expired
JobIsDecided      the caller's: the log of decisions refers to the job, so it stays
WrongStorageKey   the operator's: what is stored was encrypted with another storage key
"""

from __future__ import annotations


class UnknownJob(LookupError):
    """There is no such job."""

    def __init__(self) -> None:
        super().__init__("there is no such job: POST /v1/jobs adds one, GET /v1/jobs lists them")


class UnknownResume(LookupError):
    """No such resume is stored."""

    def __init__(self) -> None:
        super().__init__("no such resume is stored, or it has expired: POST /v1/resumes stores one")


class JobIsDecided(RuntimeError):
    """Decisions were made on the job."""

    def __init__(self) -> None:
        super().__init__("decisions were made on this job, and their log is kept: the job stays with it")


class WrongStorageKey(RuntimeError):
    """The storage key does not open what is stored."""

    def __init__(self) -> None:
        super().__init__("the storage key is not the one that this was encrypted with, or it was changed since")
