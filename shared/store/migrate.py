"""Bring the tables to the newest version: all of it or nothing, by one process at a time.

Both databases run DDL inside a transaction, so a process killed half-way leaves the old schema. The lock is
taken inside the same transaction: BEGIN IMMEDIATE in SQLite, an advisory lock in PostgreSQL.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, text

from shared.store.engine import BEGIN
from shared.store.errors import SchemaMismatch

SCRIPTS = Path(__file__).with_name("migrations")
# Any number will do, as long as every process takes the same one.
ADVISORY_LOCK = 7_305_001


def upgrade(engine: Engine, scripts: Path = SCRIPTS) -> None:
    """Apply the missing migrations; raises SchemaMismatch when the database is ahead of this code.

    `scripts` is the folder of an Alembic history. A second one in the same database needs a version table of its own,
    which its env.py names.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    with engine.connect().execution_options(**{BEGIN: "BEGIN IMMEDIATE"}) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise SchemaMismatch(
                f"the database was migrated by a newer version of this code: upgrade the code ({error})"
            ) from error
