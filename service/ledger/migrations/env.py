"""Alembic's entry: steps run on the connection that ``service.ledger.schema`` opened."""

from alembic import context

from service.ledger.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()
