"""One job and many resumes: what is asked for, what is shown, how well it fits, and why."""

from projects.resume_screener.matching.ad import Importance
from projects.resume_screener.matching.candidate import Candidate, Query, candidate, query
from projects.resume_screener.matching.evidence import Evidence, Gaps, Implications, Proof
from projects.resume_screener.matching.features import keyword_bound, reliability
from projects.resume_screener.matching.job import EmptyJob, Finder, Job, Requirement, UnknownRequirement, read_job
from projects.resume_screener.matching.rank import Match, rank
from projects.resume_screener.model.ranker import PARTS, Parts, Ranker, Unweighable, Weights

__all__ = [
    "PARTS",
    "Candidate",
    "EmptyJob",
    "Evidence",
    "Finder",
    "Gaps",
    "Implications",
    "Importance",
    "Job",
    "Match",
    "Parts",
    "Proof",
    "Query",
    "Ranker",
    "Requirement",
    "UnknownRequirement",
    "Unweighable",
    "Weights",
    "candidate",
    "keyword_bound",
    "query",
    "rank",
    "read_job",
    "reliability",
]
