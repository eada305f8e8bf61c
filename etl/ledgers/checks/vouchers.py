"""The columns of a voucher's row as the rules take them."""

from collections.abc import Mapping
from typing import Any

from etl.ledgers.rows import Numbered
from gis.domain.disbursement import Voucher
from gis.domain.ledger_codes import VoucherKind


def voucher_of(values: Mapping[str, Any]) -> Voucher:
    """Return the voucher that the columns of a row state."""
    return Voucher(
        effective_date=values["effective_date"],
        plan_year=values["plan_year"],
        kind=VoucherKind(values["kind"]),
        amount_vnd=int(values["amount_vnd"]),
        is_carried_over=bool(values.get("is_carried_over")),
        is_compensation=bool(values.get("is_compensation")),
        source_id=values.get("source_id"),
        contract_id=contract_key(values.get("contract_id")),
        volume_accepted_on=values.get("volume_accepted_on"),
    )


def contract_key(contract: Numbered | None) -> int | None:
    """Return what tells contracts of one project apart: the id, or for a contract of this file its number."""
    if contract is None:
        return None
    return contract.id if contract.id is not None else -1 - (hash(contract.key) & 0xFFFF_FFFF)
