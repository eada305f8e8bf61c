"""The rules that the database computes itself are those of `gis.domain`: alerts and search keys, on random rows."""

import dataclasses
import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from gis.domain.alerts import AlertFacts, alerts
from gis.domain.clearance import ClearanceCount, is_blocked
from gis.domain.documents import number_key
from gis.domain.lifecycle import SettlementStatus
from gis.domain.names import name_key
from gis.models.alerts import alert_codes
from gis.operations import name_keys

AS_OF = date(2026, 7, 31)
VND = st.none() | st.sampled_from([0, 1, 19, 20, 95, 96, 100, 10**6, 3 * 10**6, 10**19]) | st.integers(0, 300)
PERCENT = st.none() | st.integers(0, 10_000).map(lambda number: Decimal(number).scaleb(-2))
QUANTITY = st.none() | st.sampled_from([Decimal(0), Decimal("0.01"), Decimal(95), Decimal(100)]) | PERCENT
NEAR = st.none() | st.integers(-130, 10).map(lambda days: AS_OF + timedelta(days=days))
LAND = ("area_total_m2", "area_handed_over_m2", "length_total_m", "length_handed_over_m")
KINDS = {
    **dict.fromkeys(
        (field.name for field in dataclasses.fields(AlertFacts) if field.name.endswith("_vnd")), VND
    ),
    "physical_progress_pct": PERCENT,
    "accepted_on": NEAR,
    "handed_over_on": NEAR,
    "settlement": st.none() | st.sampled_from(SettlementStatus),
    **dict.fromkeys(LAND, QUANTITY),
}
TYPES = {"accepted_on": "date", "handed_over_on": "date", "settlement": "text"}
RAISED = text(f"""
SELECT {alert_codes("facts")} FROM ROWS FROM (
    jsonb_to_recordset(CAST(:rows AS jsonb)) AS ({", ".join(f"{name} {TYPES.get(name, 'numeric')}" for name in KINDS)})
) WITH ORDINALITY AS facts({", ".join(KINDS)}, place) ORDER BY place
""")
SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def told(row: dict[str, Any]) -> list[str]:
    """Return the alerts that the rule raises."""
    counted = ClearanceCount(effective_date=AS_OF, **{name: row[name] for name in LAND})
    facts = {name: value for name, value in row.items() if name not in LAND}
    return list(alerts(AlertFacts(**facts, is_land_blocked=is_blocked([counted])), as_of=AS_OF))


@SLOW
@given(rows=st.lists(st.fixed_dictionaries(KINDS), min_size=1, max_size=60))
def test_sql_and_python_raise_the_same_alerts(session: Session, rows: list[dict[str, Any]]) -> None:
    given = json.dumps(rows, default=str)
    found = session.scalars(RAISED, {"rows": given, "as_of": AS_OF}).all()
    assert found == [told(row) for row in rows]


@SLOW
@given(
    names=st.lists(st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs", "Cn"])))
)
@example(["Đắk R'Lấp", "ĐẮC  đắc dac", "½ ﬀ Ⅷ", "a\u0e38b", "a\u034fb", "K\u212a İ\u1ab0", "Thủy\u0309\tLợi"])
def test_sql_and_python_give_the_same_search_keys(session: Session, names: list[str]) -> None:
    asked = text(f"""
SELECT hatang_name_key(each), {name_keys.number_key("each")}
FROM unnest(CAST(:names AS text[])) WITH ORDINALITY said(each, place) ORDER BY place
""")
    found = [(key, number.strip()) for key, number in session.execute(asked, {"names": names})]
    assert found == [(name_key(name), number_key(name)) for name in names]
