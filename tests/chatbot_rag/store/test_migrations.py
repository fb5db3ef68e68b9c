from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from projects.chatbot_rag.store import Catalogue
from projects.chatbot_rag.store.tables import VERSION_TABLE, metadata
from shared.store import SchemaMismatch, Store, StoreUnavailable
from tests.chatbot_rag.factories import put


def test_migrations_make_exactly_the_tables_of_the_code(catalogue: Catalogue, url: str) -> None:
    engine = create_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_migrating_again_keeps_what_is_stored(catalogue: Catalogue) -> None:
    document = put(catalogue, "a.md", "Trees grow.")
    catalogue.migrate()
    assert catalogue.documents.source(document.id) is not None


def test_the_shared_store_and_the_catalogue_share_a_database(url: str) -> None:
    store, catalogue = Store(url, service="chatbot_rag"), Catalogue(url)
    store.migrate()
    catalogue.migrate()
    store.migrate()
    store.ping()
    assert catalogue.documents.revisions() == {}
    catalogue.close()
    store.close()


def test_a_database_from_a_newer_version_is_left_alone(catalogue: Catalogue, url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))  # noqa: S608
    engine.dispose()
    with pytest.raises(SchemaMismatch, match="newer version"):
        catalogue.migrate()


def test_a_database_that_was_not_migrated_says_so(url: str) -> None:
    catalogue = Catalogue(url)
    with pytest.raises(StoreUnavailable, match="was migrated"):
        catalogue.documents.revisions()
    catalogue.close()
