"""How Alembic meets this database: our metadata, GeoAlchemy2's helpers, one transaction a run."""

from alembic import context
from geoalchemy2 import alembic_helpers
from sqlalchemy import create_engine, pool

import gis.models  # noqa: F401 - fills the metadata
from gis.database import Base, database_url
from gis.migrations import grants, security
from gis.migrations.head import newest_revision


def run() -> None:
    url = context.config.get_main_option("sqlalchemy.url") or database_url()
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            include_object=alembic_helpers.include_object,
            process_revision_directives=alembic_helpers.writer,
            render_item=alembic_helpers.render_item,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        with connection.begin():
            if context.get_context().get_current_revision() == newest_revision():
                grants.give(connection)  # they name columns that an older structure lacks
                security.give(connection)
    engine.dispose()


run()
