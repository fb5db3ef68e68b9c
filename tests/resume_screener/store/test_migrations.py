from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from projects.resume_screener.store import Archive, Cipher
from projects.resume_screener.store.tables import VERSION_TABLE, metadata
from shared.store import SchemaMismatch, Store, StoreUnavailable


def test_migrations_make_exactly_the_tables_of_the_code(archive: Archive, url: str) -> None:
    engine = create_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_migrating_again_keeps_what_is_stored(archive: Archive) -> None:
    job = archive.jobs.add(None, "Baker wanted", {})
    archive.migrate()
    assert archive.jobs.get(job.id) == job


def test_the_shared_store_and_the_archive_share_a_database(archive: Archive, url: str) -> None:
    store = Store(url, service="resume_screener")
    store.migrate()
    archive.migrate()
    store.ping()
    assert archive.jobs.listed() == []
    store.close()


def test_a_database_from_a_newer_version_is_left_alone(archive: Archive, url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))  # noqa: S608
    engine.dispose()
    with pytest.raises(SchemaMismatch, match="newer version"):
        archive.migrate()


def test_a_database_that_was_not_migrated_says_so(url: str, cipher: Cipher) -> None:
    from datetime import timedelta

    archive = Archive(url, cipher, timedelta(days=1))
    with pytest.raises(StoreUnavailable, match="was migrated"):
        archive.jobs.listed()
    archive.close()
