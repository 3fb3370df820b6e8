"""The tables. The migrations build them; a test compares the two on both databases."""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)

METADATA = MetaData()


class Instant(TypeDecorator[datetime]):
    """A moment in UTC. SQLite forgets the time zone, so it is put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Into the database."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Out of the database."""
        return None if value is None else value.replace(tzinfo=value.tzinfo or UTC)


ISSUANCE = Table(
    "issuance",
    METADATA,
    Column("card", Text, primary_key=True),
    Column("call", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("hook_instance", Text, nullable=False),
    Column("client", Text, nullable=False),
    Column("tenant", Text, nullable=False),
    Column("recommendation", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("suggestions", JSON, nullable=False),
    Column("patient", Text),  # a keyed pseudonym, and only when the site set a key
    Column("pathway_version", Text, nullable=False),
    Column("software_version", Text, nullable=False),
    Column("issued_at", Instant, nullable=False),
    Index("issuance_issued_at", "issued_at"),
)


def _event_columns() -> list[Column[str] | Column[datetime]]:
    return [
        Column("event", Text, primary_key=True),  # a digest: the same event twice is one row
        Column("client", Text, nullable=False),
        Column("tenant", Text, nullable=False),
        Column("service", Text, nullable=False),
        Column("outcome", Text, nullable=False),
        Column("outcome_at", Instant, nullable=False),
        Column("received_at", Instant, nullable=False),
        Column("accepted_suggestions", JSON, nullable=False),
        Column("reason_code", Text),
        Column("reason_system", Text),
        Column("reason_display", Text),
        Column("comment", Text),
        Column("as_sent", Text, nullable=False),  # what was sent and has no column of its own, as JSON
    ]


FEEDBACK = Table(
    "feedback",
    METADATA,
    Column("card", Text, ForeignKey("issuance.card", ondelete="CASCADE"), nullable=False),
    *_event_columns(),
    Index("feedback_card", "card"),
)

UNMATCHED = Table(
    "unmatched_feedback",  # about cards this service did not issue, or not to this client (D-22)
    METADATA,
    Column("card", Text, nullable=False),
    *_event_columns(),
    Index("unmatched_feedback_card", "card"),
    Index("unmatched_feedback_received_at", "received_at"),
)

TRAFFIC = Table(
    "traffic",  # calls a day, those without cards too; see traffic.py
    METADATA,
    Column("day", Date, primary_key=True),
    *(
        Column(name, Text, primary_key=True)
        for name in ("client", "tenant", "service", "outcome", "pathway_version", "software_version")
    ),
    Column("calls", BigInteger, nullable=False),
)
