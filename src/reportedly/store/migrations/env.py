"""Alembic's environment: migrations run in the connection that is handed over, in one transaction."""

from alembic import context

from reportedly.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
