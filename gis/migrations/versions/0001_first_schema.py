"""first schema"""

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


EXTENSIONS = ("postgis", "pg_trgm", "btree_gin")

APPEND_ONLY = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER status_step_append_only BEFORE UPDATE OR DELETE ON status_step
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""

FIRST_BASELINE = """
CREATE FUNCTION keep_first_baseline() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the first completion date of project % never changes', OLD.code
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER project_first_baseline BEFORE UPDATE OF first_completion_date ON project
    FOR EACH ROW WHEN (OLD.first_completion_date IS NOT NULL
        AND NEW.first_completion_date IS DISTINCT FROM OLD.first_completion_date)
    EXECUTE FUNCTION keep_first_baseline();
"""


def upgrade() -> None:
    for extension in EXTENSIONS:
        op.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
    op.create_table(
        "account",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "viewer",
                "editor",
                "administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("is_active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("is_demo", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("failed_count", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("last_login_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("login", name=op.f("uq_account_login")),
    )
    op.create_table(
        "capital_source",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_vi", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capital_source")),
        sa.UniqueConstraint("code", name=op.f("uq_capital_source_code")),
    )
    op.create_table(
        "data_version",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default="now()", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_version")),
    )
    op.create_table(
        "group_threshold",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("ladder", sa.Text(), nullable=False),
        sa.Column("legal_doc", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("national_from_vnd", sa.Numeric(precision=20, scale=0), nullable=False),
        sa.Column("a_from_vnd", sa.Numeric(precision=20, scale=0), nullable=False),
        sa.Column("b_from_vnd", sa.Numeric(precision=20, scale=0), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_threshold")),
    )
    op.create_table(
        "legal_reference",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("replaces", sa.Text(), nullable=True),
        sa.Column("certainty", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_reference")),
        sa.UniqueConstraint("number", name=op.f("uq_legal_reference_number")),
    )
    op.create_table(
        "sector",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.SmallInteger(), nullable=True),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("name_vi", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("oc4ids_code", sa.Text(), nullable=True),
        sa.Column("group_ladder", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["sector.id"], name=op.f("fk_sector_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sector")),
        sa.UniqueConstraint("code", name=op.f("uq_sector_code")),
    )
    op.create_table(
        "tile_cell",
        sa.Column("zoom", sa.SmallInteger(), nullable=False),
        sa.Column("cell_x", sa.Integer(), nullable=False),
        sa.Column("cell_y", sa.Integer(), nullable=False),
        sa.Column("sector_id", sa.SmallInteger(), nullable=False),
        sa.Column("schedule", sa.Text(), nullable=False),
        sa.Column("project_count", sa.Integer(), nullable=False),
        sa.Column("budget_vnd", sa.Numeric(precision=20, scale=0), nullable=True),
        sa.Column("x_sum", sa.Double(), nullable=False),
        sa.Column("y_sum", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint(
            "zoom", "cell_x", "cell_y", "sector_id", "schedule", name=op.f("pk_tile_cell")
        ),
    )
    op.create_geospatial_table(
        "unit",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=True),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "country",
                "province",
                "district",
                "commune",
                name="level",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("legal_doc", sa.Text(), nullable=True),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("population_date", sa.Date(), nullable=True),
        sa.Column("household_count", sa.Integer(), nullable=True),
        sa.Column("official_area_km2", sa.Numeric(precision=12, scale=3), nullable=True),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
        ),
        sa.Column(
            "boundary_kind",
            sa.Enum(
                "authority",
                "public",
                "derived",
                "schematic",
                name="boundary_kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("boundary_source", sa.Text(), nullable=True),
        sa.Column("boundary_recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "valid_from IS NULL OR valid_to IS NULL OR valid_from <= valid_to", name=op.f("ck_unit_life")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
    )
    op.create_geospatial_index(
        "idx_unit_geom", "unit", ["geom"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_index(op.f("ix_unit_name_key"), "unit", ["name_key"], unique=False)
    op.create_index(op.f("ix_unit_parent_id"), "unit", ["parent_id"], unique=False)
    op.create_index(
        "uq_unit_code_valid_from",
        "unit",
        ["code", "level", sa.literal_column("coalesce(valid_from, '0001-01-01')")],
        unique=True,
    )
    op.create_table(
        "agency",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("successor_id", sa.BigInteger(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), server_default="false", nullable=False),
        sa.ForeignKeyConstraint(["successor_id"], ["agency.id"], name=op.f("fk_agency_successor_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_agency_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
    )
    op.create_index(op.f("ix_agency_name_key"), "agency", ["name_key"], unique=False)
    op.create_index(op.f("ix_agency_unit_id"), "agency", ["unit_id"], unique=False)
    op.create_table(
        "audit_log",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_audit_log_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )
    op.create_index("ix_audit_log_subject", "audit_log", ["subject", "subject_id"], unique=False)
    op.create_table(
        "import_batch",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_sha256", sa.Text(), nullable=False),
        sa.Column("file_bytes", sa.BigInteger(), nullable=False),
        sa.Column("reading", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("counts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("findings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("imported_by", sa.BigInteger(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["imported_by"], ["account.id"], name=op.f("fk_import_batch_imported_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    op.create_index(op.f("ix_import_batch_file_sha256"), "import_batch", ["file_sha256"], unique=False)
    op.create_geospatial_table(
        "unit_boundary_history",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="MULTIPOLYGON",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column(
            "boundary_kind",
            sa.Enum(
                "authority",
                "public",
                "derived",
                "schematic",
                name="boundary_kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("boundary_source", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_boundary_history_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_boundary_history")),
    )
    op.create_geospatial_index(
        "idx_unit_boundary_history_geom",
        "unit_boundary_history",
        ["geom"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_index(
        op.f("ix_unit_boundary_history_unit_id"), "unit_boundary_history", ["unit_id"], unique=False
    )
    op.create_geospatial_table(
        "unit_part",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "geom",
            Geometry(
                geometry_type="POLYGON",
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_unit_part_unit_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_part")),
    )
    op.create_geospatial_index(
        "idx_unit_part_geom", "unit_part", ["geom"], unique=False, postgresql_using="gist", postgresql_ops={}
    )
    op.create_index(op.f("ix_unit_part_unit_id"), "unit_part", ["unit_id"], unique=False)
    op.create_table(
        "unit_succession",
        sa.Column("old_id", sa.BigInteger(), nullable=False),
        sa.Column("new_id", sa.BigInteger(), nullable=False),
        sa.Column("effective_date", sa.Date(), nullable=False),
        sa.Column("share_ratio", sa.Numeric(precision=12, scale=10), nullable=False),
        sa.Column("legal_doc", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["new_id"], ["unit.id"], name=op.f("fk_unit_succession_new_id")),
        sa.ForeignKeyConstraint(["old_id"], ["unit.id"], name=op.f("fk_unit_succession_old_id")),
        sa.PrimaryKeyConstraint("old_id", "new_id", "effective_date", name=op.f("pk_unit_succession")),
    )
    op.create_index(op.f("ix_unit_succession_new_id"), "unit_succession", ["new_id"], unique=False)
    op.create_table(
        "project",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("budget_code", sa.Text(), nullable=True),
        sa.Column("old_codes", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("search_key", sa.Text(), server_default="", nullable=False),
        sa.Column("sector_id", sa.SmallInteger(), nullable=True),
        sa.Column(
            "type",
            sa.Enum(
                "construction",
                "rehabilitation",
                "replacement",
                "expansion",
                "decommissioning",
                name="type",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column(
            "project_group",
            sa.Enum(
                "national",
                "A",
                "B",
                "C",
                name="project_group",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("group_decision_no", sa.Text(), nullable=True),
        sa.Column("stage", sa.SmallInteger(), nullable=True),
        sa.Column(
            "execution",
            sa.Enum(
                "normal",
                "paused",
                "stopped",
                "cancelled",
                name="execution",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            server_default="normal",
            nullable=False,
        ),
        sa.Column(
            "clearance",
            sa.Enum(
                "not_required",
                "not_started",
                "in_progress",
                "mostly_done",
                "done",
                name="clearance",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column(
            "settlement",
            sa.Enum(
                "not_submitted",
                "submitted",
                "approved_with_debt",
                "settled",
                name="settlement",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("is_awaiting_takeover", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("is_key_project", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("is_inter_commune", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("budget_vnd", sa.Numeric(precision=20, scale=0), nullable=True),
        sa.Column("decision_no", sa.Text(), nullable=True),
        sa.Column("decision_date", sa.Date(), nullable=True),
        sa.Column("start_date", sa.Date(), nullable=True),
        sa.Column("first_completion_date", sa.Date(), nullable=True),
        sa.Column(
            "first_completion_precision",
            sa.Enum(
                "day",
                "month",
                "quarter",
                "year",
                name="first_completion_precision",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("approved_completion_date", sa.Date(), nullable=True),
        sa.Column("acceptance_date", sa.Date(), nullable=True),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("first_year", sa.SmallInteger(), nullable=True),
        sa.Column("last_year", sa.SmallInteger(), nullable=True),
        sa.Column("is_located", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("is_demo", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("import_batch_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("budget_vnd IS NULL OR budget_vnd >= 0", name=op.f("ck_project_budget")),
        sa.CheckConstraint("stage BETWEEN 1 AND 12", name=op.f("ck_project_stage")),
        sa.ForeignKeyConstraint(
            ["import_batch_id"], ["import_batch.id"], name=op.f("fk_project_import_batch_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["agency.id"], name=op.f("fk_project_owner_id")),
        sa.ForeignKeyConstraint(["sector_id"], ["sector.id"], name=op.f("fk_project_sector_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("code", name=op.f("uq_project_code")),
    )
    op.create_index(op.f("ix_project_budget_code"), "project", ["budget_code"], unique=False)
    op.create_index(op.f("ix_project_import_batch_id"), "project", ["import_batch_id"], unique=False)
    op.create_index("ix_project_old_codes", "project", ["old_codes"], unique=False, postgresql_using="gin")
    op.create_index(op.f("ix_project_owner_id"), "project", ["owner_id"], unique=False)
    op.create_index(
        "ix_project_search_key",
        "project",
        ["search_key"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"search_key": "gin_trgm_ops"},
    )
    op.create_index(op.f("ix_project_sector_id"), "project", ["sector_id"], unique=False)
    op.create_table(
        "sector_lead",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("sector_id", sa.SmallInteger(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("is_proposal", sa.Boolean(), server_default="true", nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_sector_lead_agency_id")),
        sa.ForeignKeyConstraint(["sector_id"], ["sector.id"], name=op.f("fk_sector_lead_sector_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sector_lead")),
    )
    op.create_index(op.f("ix_sector_lead_agency_id"), "sector_lead", ["agency_id"], unique=False)
    op.create_index(op.f("ix_sector_lead_sector_id"), "sector_lead", ["sector_id"], unique=False)
    op.create_table(
        "document",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("issuer", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_document_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    op.create_index(op.f("ix_document_project_id"), "document", ["project_id"], unique=False)
    op.create_geospatial_table(
        "project_location",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "geom",
            Geometry(
                srid=4326,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column(
            "accuracy_class",
            sa.Enum(
                "schematic",
                "digitised",
                "plan_drawing",
                "gps",
                "field_verified",
                name="accuracy_class",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("source_crs", sa.Integer(), server_default="4326", nullable=False),
        sa.Column("source_note", sa.Text(), nullable=True),
        sa.Column("import_batch_id", sa.BigInteger(), nullable=True),
        sa.Column("length_m", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("area_m2", sa.Numeric(precision=16, scale=2), nullable=True),
        sa.Column("recorded_by", sa.BigInteger(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "GeometryType(geom) IN ('POINT', 'MULTIPOINT', 'MULTILINESTRING', 'MULTIPOLYGON')",
            name=op.f("ck_project_location_geometry_type"),
        ),
        sa.CheckConstraint("ST_IsValid(geom)", name=op.f("ck_project_location_geometry_valid")),
        sa.ForeignKeyConstraint(
            ["import_batch_id"], ["import_batch.id"], name=op.f("fk_project_location_import_batch_id")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_location_project_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["account.id"], name=op.f("fk_project_location_recorded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_location")),
    )
    op.create_geospatial_index(
        "idx_project_location_geom",
        "project_location",
        ["geom"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_index(
        op.f("ix_project_location_import_batch_id"), "project_location", ["import_batch_id"], unique=False
    )
    op.create_index(op.f("ix_project_location_project_id"), "project_location", ["project_id"], unique=False)
    op.create_index(
        "uq_project_location_current",
        "project_location",
        ["project_id"],
        unique=True,
        postgresql_where=sa.text("replaced_at IS NULL"),
    )
    op.create_table(
        "project_party",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "owner",
                "pmu",
                "contractor",
                "supervisor",
                "managing_unit",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("decision_no", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_project_party_agency_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_party_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_party")),
    )
    op.create_index(op.f("ix_project_party_agency_id"), "project_party", ["agency_id"], unique=False)
    op.create_index(op.f("ix_project_party_project_id"), "project_party", ["project_id"], unique=False)
    op.create_table(
        "project_share",
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("share_ratio", sa.Numeric(precision=12, scale=10), nullable=False),
        sa.Column("length_m", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("area_m2", sa.Numeric(precision=16, scale=2), nullable=True),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_share_project_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_project_share_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "project_id", name=op.f("pk_project_share")),
    )
    op.create_index(op.f("ix_project_share_project_id"), "project_share", ["project_id"], unique=False)
    op.create_table(
        "project_source",
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("source_id", sa.SmallInteger(), nullable=False),
        sa.Column("amount_vnd", sa.Numeric(precision=20, scale=0), nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_source_project_id")),
        sa.ForeignKeyConstraint(
            ["source_id"], ["capital_source.id"], name=op.f("fk_project_source_source_id")
        ),
        sa.PrimaryKeyConstraint("project_id", "source_id", name=op.f("pk_project_source")),
    )
    op.create_index(op.f("ix_project_source_source_id"), "project_source", ["source_id"], unique=False)
    op.create_table(
        "project_stated_unit",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_project_stated_unit_project_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_project_stated_unit_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_stated_unit")),
        sa.UniqueConstraint("project_id", "unit_id", name=op.f("uq_project_stated_unit_project_id_unit_id")),
    )
    op.create_index(op.f("ix_project_stated_unit_unit_id"), "project_stated_unit", ["unit_id"], unique=False)
    op.create_geospatial_table(
        "tile_feature",
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "geom",
            Geometry(
                srid=3857,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column(
            "geom_mid",
            Geometry(
                srid=3857,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column(
            "geom_low",
            Geometry(
                srid=3857,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column(
            "anchor",
            Geometry(
                geometry_type="POINT",
                srid=3857,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column("min_zoom", sa.SmallInteger(), nullable=False),
        sa.Column("rank", sa.BigInteger(), nullable=False),
        sa.Column("sector_id", sa.SmallInteger(), nullable=True),
        sa.Column("stage", sa.SmallInteger(), nullable=True),
        sa.Column("execution", sa.Text(), nullable=False),
        sa.Column("approved_completion_date", sa.Date(), nullable=True),
        sa.Column("acceptance_date", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_tile_feature_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_tile_feature")),
    )
    op.create_geospatial_index(
        "idx_tile_feature_anchor",
        "tile_feature",
        ["anchor"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_geospatial_index(
        "idx_tile_feature_geom",
        "tile_feature",
        ["geom"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_geospatial_index(
        "idx_tile_feature_geom_low",
        "tile_feature",
        ["geom_low"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_geospatial_index(
        "idx_tile_feature_geom_mid",
        "tile_feature",
        ["geom_mid"],
        unique=False,
        postgresql_using="gist",
        postgresql_ops={},
    )
    op.create_table(
        "status_step",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("project_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "axis",
            sa.Enum(
                "stage",
                "execution",
                "clearance",
                "settlement",
                name="axis",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("effective_date", sa.Date(), nullable=False),
        sa.Column("document_id", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_by", sa.BigInteger(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("corrects_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["corrects_id"], ["status_step.id"], name=op.f("fk_status_step_corrects_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_status_step_document_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_status_step_project_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_status_step_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_step")),
    )
    op.create_index(op.f("ix_status_step_project_id"), "status_step", ["project_id"], unique=False)
    op.execute(APPEND_ONLY)
    op.execute(FIRST_BASELINE)
    op.execute("INSERT INTO data_version (id, version) VALUES (1, 1)")


def downgrade() -> None:
    op.drop_index(op.f("ix_status_step_project_id"), table_name="status_step")
    op.drop_table("status_step")
    op.drop_geospatial_index(
        "idx_tile_feature_geom_mid",
        table_name="tile_feature",
        postgresql_using="gist",
        column_name="geom_mid",
    )
    op.drop_geospatial_index(
        "idx_tile_feature_geom_low",
        table_name="tile_feature",
        postgresql_using="gist",
        column_name="geom_low",
    )
    op.drop_geospatial_index(
        "idx_tile_feature_geom", table_name="tile_feature", postgresql_using="gist", column_name="geom"
    )
    op.drop_geospatial_index(
        "idx_tile_feature_anchor", table_name="tile_feature", postgresql_using="gist", column_name="anchor"
    )
    op.drop_geospatial_table("tile_feature")
    op.drop_index(op.f("ix_project_stated_unit_unit_id"), table_name="project_stated_unit")
    op.drop_table("project_stated_unit")
    op.drop_index(op.f("ix_project_source_source_id"), table_name="project_source")
    op.drop_table("project_source")
    op.drop_index(op.f("ix_project_share_project_id"), table_name="project_share")
    op.drop_table("project_share")
    op.drop_index(op.f("ix_project_party_project_id"), table_name="project_party")
    op.drop_index(op.f("ix_project_party_agency_id"), table_name="project_party")
    op.drop_table("project_party")
    op.drop_index(
        "uq_project_location_current",
        table_name="project_location",
        postgresql_where=sa.text("replaced_at IS NULL"),
    )
    op.drop_index(op.f("ix_project_location_project_id"), table_name="project_location")
    op.drop_index(op.f("ix_project_location_import_batch_id"), table_name="project_location")
    op.drop_geospatial_index(
        "idx_project_location_geom",
        table_name="project_location",
        postgresql_using="gist",
        column_name="geom",
    )
    op.drop_geospatial_table("project_location")
    op.drop_index(op.f("ix_document_project_id"), table_name="document")
    op.drop_table("document")
    op.drop_index(op.f("ix_sector_lead_sector_id"), table_name="sector_lead")
    op.drop_index(op.f("ix_sector_lead_agency_id"), table_name="sector_lead")
    op.drop_table("sector_lead")
    op.drop_index(op.f("ix_project_sector_id"), table_name="project")
    op.drop_index(
        "ix_project_search_key",
        table_name="project",
        postgresql_using="gin",
        postgresql_ops={"search_key": "gin_trgm_ops"},
    )
    op.drop_index(op.f("ix_project_owner_id"), table_name="project")
    op.drop_index("ix_project_old_codes", table_name="project", postgresql_using="gin")
    op.drop_index(op.f("ix_project_import_batch_id"), table_name="project")
    op.drop_index(op.f("ix_project_budget_code"), table_name="project")
    op.drop_table("project")
    op.drop_index(op.f("ix_unit_succession_new_id"), table_name="unit_succession")
    op.drop_table("unit_succession")
    op.drop_index(op.f("ix_unit_part_unit_id"), table_name="unit_part")
    op.drop_geospatial_index(
        "idx_unit_part_geom", table_name="unit_part", postgresql_using="gist", column_name="geom"
    )
    op.drop_geospatial_table("unit_part")
    op.drop_index(op.f("ix_unit_boundary_history_unit_id"), table_name="unit_boundary_history")
    op.drop_geospatial_index(
        "idx_unit_boundary_history_geom",
        table_name="unit_boundary_history",
        postgresql_using="gist",
        column_name="geom",
    )
    op.drop_geospatial_table("unit_boundary_history")
    op.drop_index(op.f("ix_import_batch_file_sha256"), table_name="import_batch")
    op.drop_table("import_batch")
    op.drop_index("ix_audit_log_subject", table_name="audit_log")
    op.drop_table("audit_log")
    op.drop_index(op.f("ix_agency_unit_id"), table_name="agency")
    op.drop_index(op.f("ix_agency_name_key"), table_name="agency")
    op.drop_table("agency")
    op.drop_index("uq_unit_code_valid_from", table_name="unit")
    op.drop_index(op.f("ix_unit_parent_id"), table_name="unit")
    op.drop_index(op.f("ix_unit_name_key"), table_name="unit")
    op.drop_geospatial_index("idx_unit_geom", table_name="unit", postgresql_using="gist", column_name="geom")
    op.drop_geospatial_table("unit")
    op.drop_table("tile_cell")
    op.drop_table("sector")
    op.drop_table("legal_reference")
    op.drop_table("group_threshold")
    op.drop_table("data_version")
    op.drop_table("capital_source")
    op.drop_table("account")
    op.execute("DROP FUNCTION keep_first_baseline")
    op.execute("DROP FUNCTION refuse_change")
