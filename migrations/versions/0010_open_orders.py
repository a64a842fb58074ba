"""Whether a supervision order on a case waits for its reply, known without looking for it."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE cases ADD COLUMN has_open_order BOOLEAN DEFAULT false NOT NULL")
    op.execute(
        "UPDATE cases SET has_open_order = true"
        " WHERE id IN (SELECT case_id FROM supervision_orders WHERE replied_at IS NULL)"
    )
