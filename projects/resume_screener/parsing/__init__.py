"""From text to a typed resume, without its skills."""

from projects.resume_screener.parsing.degrees import level_of
from projects.resume_screener.parsing.parse import parse

__all__ = ["level_of", "parse"]
