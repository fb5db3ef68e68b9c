"""Alembic's entry point. `shared.store.migrate` hands over a connection with its transaction and lock."""

from alembic import context

from projects.resume_screener.store.tables import VERSION_TABLE, metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, version_table=VERSION_TABLE
)
context.run_migrations()
