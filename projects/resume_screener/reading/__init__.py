"""From the bytes of a file that nobody vouches for to text in reading order, and how well that went."""

from projects.resume_screener.reading.quality import MIN_QUALITY
from projects.resume_screener.reading.read import read
from projects.resume_screener.reading.readers import Readers

__all__ = ["MIN_QUALITY", "Readers", "read"]
