"""The factory of each ledger, for tests that go through all of them."""

import inspect
from typing import Any

from gis.models import LEDGERS, Contract
from gis.models.ledger import LedgerEntry
from gis.models.ledger.entry import table_of
from tests.factories import ledgers, projects

FACTORIES = {
    each._meta.model: each
    for module in (ledgers, projects)
    for _, each in inspect.getmembers(module, inspect.isclass)
    if each.__module__ == module.__name__ and each._meta.model in LEDGERS
}


def fact_in(ledger: type[LedgerEntry], *, project_id: int, unit_id: int, **stated: Any) -> LedgerEntry:
    """Save a fact of a project, in a commune where the ledger names one, of a new contract where it needs one."""
    columns = table_of(ledger).c
    if "contract_id" in columns and not columns.contract_id.nullable:
        stated["contract_id"] = FACTORIES[Contract](project_id=project_id).id
    if "unit_id" in columns:
        stated["unit_id"] = unit_id
    return FACTORIES[ledger](project_id=project_id, **stated)
