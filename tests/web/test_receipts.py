"""The numbers of receipts, alone and as a list."""

import pytest

from gis.operations.review import RowKey
from webmap.receipts import is_key, receipt_nos


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([], ""),
        ([RowKey("voucher", 7)], "CT7"),
        (
            [RowKey("progress_report", 12), RowKey("progress_report", 11), RowKey("voucher", 13)],
            "TĐ11–TĐ12, CT13",
        ),
        ([RowKey("clearance_count", number) for number in (3, 4, 5, 9)], "MB3–MB5, MB9"),
    ],
)
def test_numbers_in_succession_are_told_by_the_first_and_the_last(rows: list[RowKey], told: str) -> None:
    assert receipt_nos(rows) == told


def test_a_key_is_written_in_one_way() -> None:
    key = "0b9f4a52-6d1e-4c0e-9d55-5a8f0f0c7a11"
    assert is_key(key)
    assert not any(is_key(text) for text in ("", "x", key.replace("-", ""), f"{{{key}}}", f"{key} "))
