"""Cards given, feedback on them, and feedback on cards nobody knows."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the three tables."""
    op.create_table(
        "issuance",
        sa.Column("card", sa.Text, primary_key=True),
        *_required("call", "service", "hook_instance", "client", "tenant", "recommendation", "state"),
        sa.Column("suggestions", sa.JSON, nullable=False),
        sa.Column("patient", sa.Text),
        *_required("pathway_version", "software_version"),
        _moment("issued_at"),
    )
    op.create_index("issuance_issued_at", "issuance", ["issued_at"])
    card = sa.Column("card", sa.Text, sa.ForeignKey("issuance.card", ondelete="CASCADE"), nullable=False)
    op.create_table("feedback", card, *_event())
    op.create_index("feedback_card", "feedback", ["card"])
    op.create_table("unmatched_feedback", *_required("card"), *_event())
    op.create_index("unmatched_feedback_card", "unmatched_feedback", ["card"])
    op.create_index("unmatched_feedback_received_at", "unmatched_feedback", ["received_at"])


def downgrade() -> None:
    """Drop the three tables."""
    for table in ("unmatched_feedback", "feedback", "issuance"):
        op.drop_table(table)


def _required(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _moment(name: str) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _event() -> list[sa.Column[Any]]:
    return [
        sa.Column("event", sa.Text, primary_key=True),
        *_required("client", "tenant", "service", "outcome"),
        _moment("outcome_at"),
        _moment("received_at"),
        sa.Column("accepted_suggestions", sa.JSON, nullable=False),
        *(sa.Column(name, sa.Text) for name in ("reason_code", "reason_system", "reason_display", "comment")),
        *_required("as_sent"),
    ]
