"""Who may read which field of an accepted fact: one table for pages, history, files and API (domain rules §8; a proposal).

Nothing of a row that is not accepted is public. Of an accepted one the public reads what has to be published: place,
dates, decisions, plans, payments, progress, counts, gifts. What officers write to each other is not. Whole rows that
nobody but staff reads one by one are gifts of people (`gis.domain.released_gifts`).
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final


class FieldClass(StrEnum):
    """`INTERNAL` is for staff within their scope; `RESTRICTED` names people: for the public by consent only, looks noted."""

    PUBLIC = "public"
    INTERNAL = "internal"
    RESTRICTED = "restricted"


CONSENT: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"donor_name": ("is_name_public", "document_id")}
)
"""The fields without which a restricted one is not read by everybody: the consent, and its paper."""

_HEAD: Final = {
    **dict.fromkeys(
        ("id", "project_id", "effective_date", "counted_from", "review_state", "is_withdrawn", "corrects_id", "recorded_at", "document_id"),
        FieldClass.PUBLIC,
    ),
    **dict.fromkeys(("note", "entry_key", "recorded_by", "import_batch_id"), FieldClass.INTERNAL),
}  # fmt: skip


def _ledger(
    public: Iterable[str], *, internal: Iterable[str] = (), restricted: Iterable[str] = ()
) -> Mapping[str, FieldClass]:
    """Return the classes of a ledger's own fields, its head before them."""
    own = dict.fromkeys(public, FieldClass.PUBLIC) | dict.fromkeys(internal, FieldClass.INTERNAL)
    return MappingProxyType(_HEAD | own | dict.fromkeys(restricted, FieldClass.RESTRICTED))


FIELD_CLASSES: Final[Mapping[str, Mapping[str, FieldClass]]] = MappingProxyType(
    {
        "status_step": _ledger(("axis", "value", "is_by_higher_level")),
        "completion_date": _ledger(
            ("kind", "new_date", "precision", "decision_no", "decided_by", "cause", "is_objective", "responsible_unit_id", "cure_document_no")
        ),
        "suspension": _ledger(("resumed_on", "decision_no", "decision_date")),
        "acceptance": _ledger(("kind", "minutes_no")),
        # A difficulty is public once it is approved for release: until a step for that exists its coded cause alone is.
        "progress_report": _ledger(
            ("physical_progress_pct", "planned_progress_pct", "delay_cause", "next_step"), internal=("difficulty",)
        ),
        "budget_decision": _ledger(("kind", "amount_vnd", "decision_no", "decided_by", "reason")),
        "capital_plan": _ledger(("fiscal_year", "kind", "level", "source_id", "amount_vnd", "decision_no")),
        "voucher": _ledger(
            ("plan_year", "is_carried_over", "kind", "is_compensation", "source_id", "contract_id", "amount_vnd", "volume_accepted_on", "voucher_no")
        ),
        "bid_package": _ledger(("package_no", "name", "package_price_vnd", "selection_form")),
        "contract": _ledger(
            ("bid_package_id", "contractor_id", "contract_no", "value_vnd", "start_date", "end_date")
        ),
        "contract_addendum": _ledger(("contract_id", "addendum_no", "new_value_vnd", "new_end_date", "reason")),
        "clearance_count": _ledger(
            (
                "unit_id", "area_total_m2", "area_handed_over_m2", "length_total_m", "length_handed_over_m",
                "household_total_count", "household_noticed_count", "household_inventoried_count",
                "household_plan_approved_count", "household_publicised_count", "household_paid_count",
                "household_handed_over_count",
                "resettlement_total_count", "resettlement_done_count", "compensation_approved_vnd",
                "compensation_paid_vnd", "planned_done_on", "expected_done_on",
            )
        ),
        # Their words can speak of a household; which kind it is and who acts on it is public.
        "clearance_difficulty": _ledger(
            ("unit_id", "kind", "responsible_agency", "competent_level", "resolved_on"),
            internal=("description", "proposal"),
        ),
        "contribution": _ledger(
            (
                "unit_id", "village", "kind", "item", "quantity", "quantity_unit", "unit_price_vnd", "price_item_id",
                "price_source", "value_vnd", "donor_kind", "household_count", "is_name_public",
            ),
            restricted=("donor_name",),
        ),
    }
)  # fmt: skip


def hidden_fields(ledger: str, values: Mapping[str, Any]) -> frozenset[str]:
    """Return the fields of an accepted row that the public does not read: a restricted one is read with its consent."""
    return frozenset(
        name
        for name, found in FIELD_CLASSES[ledger].items()
        if found is FieldClass.INTERNAL
        or (found is FieldClass.RESTRICTED and not all(map(values.get, CONSENT[name])))
    )
