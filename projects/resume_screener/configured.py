"""The parts that settings decide: where things are stored and with which key, what reading a file may cost."""

from __future__ import annotations

from datetime import timedelta

from projects.resume_screener.settings import SERVICE, Settings
from projects.resume_screener.store import Archive, Cipher
from shared.config import database_url
from shared.documents.limits import Limits


def open_archive(settings: Settings, cipher: Cipher) -> Archive:
    """Return the archive; its tables may have to be made. Raises InvalidStoreUrl."""
    return Archive(database_url(settings, SERVICE), cipher, timedelta(days=settings.retention_days))


def limits(settings: Settings) -> Limits:
    """Return what reading one file may cost."""
    return Limits(
        max_bytes=settings.max_file_bytes,
        max_pages=settings.max_file_pages,
        max_chars=settings.max_file_chars,
        max_unzipped_bytes=settings.max_unzipped_bytes,
        seconds=settings.read_seconds,
    )
