from datetime import UTC, datetime
from pathlib import Path

import pytest

from etl.retention import read_retention
from gis.domain.personal import Retention, RetentionError, initials, without_names

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SPANS = {
    "log_months": 0,
    "look_up_months": 24,
    "session_days": 90,
    "sign_in_days": 90,
    "invitation_days": 30,
    "withdrawn_name_days": 30,
}


def test_the_log_keeps_the_initials_of_names_only() -> None:
    assert initials("  nguyễn Văn  An ") == "N.V.A."
    logged = without_names({"donor_name": "Đỗ Thị Ước", "value_vnd": 5, "note": None})
    assert logged == {"donor_name": "Đ.T.Ư.", "value_vnd": 5, "note": None}
    assert without_names(None) is None


def test_a_month_is_as_long_as_the_longest_and_0_is_for_ever() -> None:
    retention = Retention(**SPANS | {"log_months": 12})
    assert (NOW - (retention.before("log_months", NOW) or NOW)).days == 372
    assert (NOW - (retention.before("session_days", NOW) or NOW)).days == 90
    assert Retention(**SPANS).before("log_months", NOW) is None


@pytest.mark.parametrize(("name", "span"), [("log_months", 11), ("log_months", -1), ("session_days", -1)])
def test_a_log_of_less_than_a_year_is_refused(name: str, span: int) -> None:
    with pytest.raises(RetentionError, match=name):
        Retention(**SPANS | {name: span})


def test_the_settings_of_the_project_make_sense_and_a_missing_one_is_named(tmp_path: Path) -> None:
    assert read_retention() == Retention(**SPANS)
    (tmp_path / "retention.toml").write_text("[retention]\nlog_months = true\n")
    with pytest.raises(RetentionError, match="log_months"):
        read_retention(tmp_path)
