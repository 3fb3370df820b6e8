"""How many calls there were, so that a report can tell which share of them brought cards."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    names = ("client", "tenant", "service", "outcome", "pathway_version", "software_version")
    op.create_table(
        "traffic",
        sa.Column("day", sa.Date, primary_key=True),
        *(sa.Column(name, sa.Text, primary_key=True) for name in names),
        sa.Column("calls", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("traffic")
