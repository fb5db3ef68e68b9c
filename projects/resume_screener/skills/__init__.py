"""Skills in texts: a taxonomy, what it is made of, and the finder that reads texts with it."""

from projects.resume_screener.skills.finder import SkillFinder
from projects.resume_screener.skills.taxonomy import Concept, Kind, Taxonomy, TaxonomyError

__all__ = ["Concept", "Kind", "SkillFinder", "Taxonomy", "TaxonomyError"]
