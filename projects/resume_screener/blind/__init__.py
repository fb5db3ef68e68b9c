"""Blind mode: a resume without the identity of the person."""

from projects.resume_screener.blind.redact import redact
from projects.resume_screener.blind.redacted import Kind, Redacted, Removal, Replaced

__all__ = ["Kind", "Redacted", "Removal", "Replaced", "redact"]
