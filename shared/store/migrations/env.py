"""Alembic's entry point. `shared.store.migrate` hands over a connection with its transaction and lock."""

from alembic import context

from shared.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
