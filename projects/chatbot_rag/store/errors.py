"""What can go wrong with documents, jobs and index versions, beyond the database itself (see ``shared.store.errors``).

UnknownDocument     the caller's: there is no such document, or it is not theirs to see
NothingToRestore    the caller's: the document has no previous revision
UnknownJob          the caller's: there is no such job, or it is not theirs to see
JobLost             the worker's: somebody else has finished or taken over the job
VersionConflict     the writer's: somebody else has changed the index version meanwhile; do it again
"""

from __future__ import annotations


class UnknownDocument(LookupError):
    """There is no such document among those that the caller may see."""

    def __init__(self) -> None:
        super().__init__("there is no such document, or you may not see it: list the documents to see which there are")


class NothingToRestore(LookupError):
    """The document is as it first came."""

    def __init__(self) -> None:
        super().__init__("the document has no previous revision: it was never replaced")


class UnknownJob(LookupError):
    """There is no such job among those that the caller may see."""

    def __init__(self) -> None:
        super().__init__("there is no such job, or you may not see it: list the jobs to see which there are")


class JobLost(RuntimeError):
    """The job is no longer this worker's."""

    def __init__(self) -> None:
        super().__init__("the job was finished or taken over by another worker: leave it alone")


class VersionConflict(RuntimeError):
    """The index version has another revision than the one that was read."""

    def __init__(self) -> None:
        super().__init__("the index version was changed or dropped meanwhile: read it and do the work again")
