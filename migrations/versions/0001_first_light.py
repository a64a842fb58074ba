"""First light: people, the notice, photos, cases and the journal."""

import sqlalchemy as sa
from alembic import op

from app.core.db import BIG, UTCDateTime
from app.journal.protection import forbid_changes

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("username", sa.String(64), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("password_hash", sa.String(256), nullable=False),
        sa.Column("unit_code", sa.String(32), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("username", name=op.f("uq_accounts_username")),
    )
    op.create_index(op.f("ix_accounts_unit_code"), "accounts", ["unit_code"])

    op.create_table(
        "areas",
        sa.Column("code", sa.String(15), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("level", sa.String(16), nullable=False),
        sa.Column("parent_code", sa.String(15), nullable=True),
        sa.Column("boundary", sa.Text(), nullable=True),
        sa.Column("schematic", sa.Boolean(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["parent_code"], ["areas.code"], name=op.f("fk_areas_parent_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_areas")),
    )
    op.create_table(
        "case_days",
        sa.Column("day", sa.String(8), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_case_days")),
    )
    op.create_table(
        "categories",
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("head", sa.String(32), nullable=False),
        sa.Column("family", sa.String(32), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_categories")),
    )
    op.create_table(
        "failed_sign_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(64), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failed_sign_ins")),
    )
    op.create_index(op.f("ix_failed_sign_ins_username"), "failed_sign_ins", ["username"])

    op.create_table(
        "journal",
        sa.Column("seq", BIG, autoincrement=False, nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("operation", sa.String(32), nullable=False),
        sa.Column("from_state", sa.String(16), nullable=True),
        sa.Column("to_state", sa.String(16), nullable=True),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.String(64), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_journal")),
    )
    op.create_index("ix_journal_case", "journal", ["case_id", "seq"])

    op.create_table(
        "notice_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_code", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("loaded_at", UTCDateTime(), nullable=False),
        sa.Column("in_force", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_versions")),
        sa.UniqueConstraint("digest", name=op.f("uq_notice_versions_digest")),
    )
    op.create_table(
        "photos",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("received_at", UTCDateTime(), nullable=False),
        sa.Column("examined_at", UTCDateTime(), nullable=True),
        sa.Column("media_type", sa.String(64), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("exif_at", UTCDateTime(), nullable=True),
        sa.Column("exif_lon", sa.Float(), nullable=True),
        sa.Column("exif_lat", sa.Float(), nullable=True),
        sa.Column("phash", sa.String(16), nullable=True),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_photos")),
    )
    op.create_index(op.f("ix_photos_phash"), "photos", ["phash"])
    op.create_index(
        "ix_photos_unexamined",
        "photos",
        ["received_at"],
        sqlite_where=sa.text("examined_at IS NULL"),
        postgresql_where=sa.text("examined_at IS NULL"),
    )

    op.create_table(
        "units",
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_units")),
    )
    op.create_table(
        "account_roles",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.CheckConstraint(
            "role IN ('INSPECTOR', 'DISPATCHER', 'CREW', 'COMMAND', 'OFFICE', 'ADMIN')",
            name=op.f("ck_account_roles_role"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_account_roles_account_id")),
        sa.PrimaryKeyConstraint("account_id", "role", name=op.f("pk_account_roles")),
    )
    op.create_table(
        "case_receipts",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("reporter_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["reporter_id"], ["accounts.id"], name=op.f("fk_case_receipts_reporter_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_receipts")),
    )
    op.create_table(
        "cases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("category_code", sa.String(32), nullable=False),
        sa.Column("battle", sa.Integer(), nullable=True),
        sa.Column("unit_code", sa.String(32), nullable=False),
        sa.Column("notice_version_id", sa.Integer(), nullable=False),
        sa.Column("rule_code", sa.String(64), nullable=True),
        sa.Column("clause_code", sa.String(64), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("accuracy_m", sa.Float(), nullable=True),
        sa.Column("fixed_at", UTCDateTime(), nullable=True),
        sa.Column("fix_source", sa.String(16), nullable=False),
        sa.Column("cell", BIG, nullable=False),
        sa.Column("area_code", sa.String(15), nullable=True),
        sa.Column("outside_county", sa.Boolean(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("attributes", sa.JSON(), nullable=False),
        sa.Column("cover", sa.String(64), nullable=True),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("taken_at", UTCDateTime(), nullable=True),
        sa.Column("reported_at", UTCDateTime(), nullable=False),
        sa.Column("reporter_id", sa.Uuid(), nullable=False),
        sa.Column("dispatched_at", UTCDateTime(), nullable=True),
        sa.Column("accepted_at", UTCDateTime(), nullable=True),
        sa.Column("fed_back_at", UTCDateTime(), nullable=True),
        sa.Column("handler_id", sa.Uuid(), nullable=True),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.Column("due_at", UTCDateTime(), nullable=True),
        sa.Column("due_order", UTCDateTime(), nullable=False),
        sa.Column("warn_at", UTCDateTime(), nullable=True),
        sa.Column("rework_count", sa.Integer(), nullable=False),
        sa.Column("return_count", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "fix_source IN ('gps', 'network', 'manual', 'exif', 'unknown')", name=op.f("ck_cases_fix_source")
        ),
        sa.CheckConstraint(
            "source IN ('inspector', 'public', 'hotline', 'supervision', 'linked')",
            name=op.f("ck_cases_source"),
        ),
        sa.CheckConstraint(
            "state IN ('REPORTED', 'VERIFYING', 'REJECTED', 'FILED', 'DISPATCHED', 'ACCEPTED', 'FEEDBACK', 'CHECKING', 'REWORK', 'SUSPENDED', 'CLOSED', 'VOID')",
            name=op.f("ck_cases_state"),
        ),
        sa.CheckConstraint(
            "lon BETWEEN -180 AND 180 AND lat BETWEEN -90 AND 90", name=op.f("ck_cases_position")
        ),
        sa.ForeignKeyConstraint(["area_code"], ["areas.code"], name=op.f("fk_cases_area_code")),
        sa.ForeignKeyConstraint(["category_code"], ["categories.code"], name=op.f("fk_cases_category_code")),
        sa.ForeignKeyConstraint(["handler_id"], ["accounts.id"], name=op.f("fk_cases_handler_id")),
        sa.ForeignKeyConstraint(
            ["notice_version_id"], ["notice_versions.id"], name=op.f("fk_cases_notice_version_id")
        ),
        sa.ForeignKeyConstraint(["reporter_id"], ["accounts.id"], name=op.f("fk_cases_reporter_id")),
        sa.ForeignKeyConstraint(["unit_code"], ["units.code"], name=op.f("fk_cases_unit_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("number", name=op.f("uq_cases_number")),
    )
    op.create_index("ix_cases_cell", "cases", ["cell"])
    op.create_index("ix_cases_due", "cases", ["state", "due_order", "id"])
    op.create_index("ix_cases_reported", "cases", ["reported_at", "id"])
    op.create_index("ix_cases_reporter", "cases", ["reporter_id", "reported_at", "id"])
    op.create_index("ix_cases_unit_due", "cases", ["unit_code", "state", "due_order", "id"])

    op.create_table(
        "photo_bearers",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("received_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_photo_bearers_account_id")),
        sa.ForeignKeyConstraint(["sha256"], ["photos.sha256"], name=op.f("fk_photo_bearers_sha256")),
        sa.PrimaryKeyConstraint("sha256", "account_id", name=op.f("pk_photo_bearers")),
    )
    op.create_table(
        "sign_ins",
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("last_seen_at", UTCDateTime(), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("device", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_sign_ins_account_id")),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_sign_ins")),
    )
    op.create_index(op.f("ix_sign_ins_account_id"), "sign_ins", ["account_id"])

    op.create_table(
        "case_photos",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("taken_at", UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("role IN ('before', 'near', 'far', 'after')", name=op.f("ck_case_photos_role")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_photos_case_id")),
        sa.ForeignKeyConstraint(["sha256"], ["photos.sha256"], name=op.f("fk_case_photos_sha256")),
        sa.PrimaryKeyConstraint("case_id", "position", name=op.f("pk_case_photos")),
    )
    op.create_index(op.f("ix_case_photos_sha256"), "case_photos", ["sha256"])

    op.create_table(
        "case_units",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("unit_code", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_units_case_id")),
        sa.ForeignKeyConstraint(["unit_code"], ["units.code"], name=op.f("fk_case_units_unit_code")),
        sa.PrimaryKeyConstraint("case_id", "unit_code", name=op.f("pk_case_units")),
    )
    op.create_index(op.f("ix_case_units_unit_code"), "case_units", ["unit_code"])
    forbid_changes(op.get_bind(), "journal")
