"""A folder of resumes, ranked against one job without HTTP."""

from projects.resume_screener.batch.progress import AlreadyRunning
from projects.resume_screener.batch.run import NoResumes, batch
from projects.resume_screener.batch.table import UnknownTable

__all__ = ["AlreadyRunning", "NoResumes", "UnknownTable", "batch"]
