from datetime import date

from gis.domain.contracts import Contract, ContractAddendum, Terms, current_terms
from tests.unit.facts import day

SIGNED = Contract(
    effective_date=day("10/02/2025"), contract_no="12/HĐ-XD", value_vnd=4_400, end_date=day("30/06/2025")
)


def addendum(
    effective: str, *, value: int | None = None, end: date | None = None, row_id: int = 1
) -> ContractAddendum:
    return ContractAddendum(
        id=row_id,
        effective_date=day(effective),
        contract_id=1,
        addendum_no=f"PL{row_id}",
        new_value_vnd=value,
        new_end_date=end,
    )


def test_a_contract_without_addenda_keeps_its_terms() -> None:
    assert current_terms(SIGNED, [], as_of=day("01/03/2025")) == Terms(4_400, day("30/06/2025"))


def test_value_and_end_come_each_from_the_last_addendum_that_names_them() -> None:
    addenda = [
        addendum("01/05/2025", value=4_800, end=day("30/08/2025"), row_id=1),
        addendum("01/06/2025", end=day("30/09/2025"), row_id=2),
    ]
    assert current_terms(SIGNED, addenda, as_of=day("01/07/2025")) == Terms(4_800, day("30/09/2025"))


def test_an_addendum_of_a_later_day_changes_nothing_yet() -> None:
    later = [addendum("01/06/2025", value=9_999)]
    assert current_terms(SIGNED, later, as_of=day("31/05/2025")) == Terms(4_400, day("30/06/2025"))


def test_unknown_terms_stay_unknown() -> None:
    bare = Contract(effective_date=day("10/02/2025"), contract_no="1")
    assert current_terms(bare, [addendum("01/03/2025")], as_of=day("01/04/2025")) == Terms(None, None)
