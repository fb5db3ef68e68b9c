from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from shared.store import SchemaMismatch, Store, StoreUnavailable
from shared.store.tables import metadata

MIGRATE_ON_COMMAND = """
import sys
import alembic.command
from shared.store import Store
store = Store(sys.argv[1], service="recommender")
print("ready", flush=True)
sys.stdin.readline()
store.migrate()
store.ping()
"""


def execute(url: str, statement: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def table_names(url: str) -> set[str]:
    engine = create_engine(url)
    names = set(inspect(engine).get_table_names())
    engine.dispose()
    return names


def test_migrations_make_exactly_the_tables_of_the_code(store: Store, url: str) -> None:
    engine = create_engine(url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_migrating_again_changes_nothing(store: Store) -> None:
    store.migrate()
    store.ping()


def test_a_database_that_was_not_migrated_says_so(url: str, tmp_path: Path) -> None:
    store = Store(url, service="recommender")
    with pytest.raises(StoreUnavailable, match="was migrated"):
        store.ping()
    store.close()


def test_processes_that_migrate_at_once_all_succeed(url: str) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", MIGRATE_ON_COMMAND, url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    errors = [process.communicate(timeout=60)[1] for process in processes]
    assert errors == [""] * len(processes)


def test_a_migration_that_fails_half_way_leaves_nothing(url: str) -> None:
    store = Store(url, service="recommender")
    store.migrate()
    for table in ("predictions", "feedback", "alembic_version"):
        execute(url, f"DROP TABLE {table}")

    with pytest.raises(StoreUnavailable, match="events"):
        store.migrate()
    assert table_names(url) == {"events"}

    execute(url, "DROP TABLE events")
    store.migrate()
    store.ping()
    store.close()


def test_a_database_from_a_newer_version_is_left_alone(store: Store, url: str) -> None:
    execute(url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SchemaMismatch, match="newer version"):
        store.migrate()
    store.ping()
