"""What contracts are worth on a day and what was paid on them, as SQL: the twin of `gis.domain.contracts.current_terms`."""

from gis.domain.ledger_codes import VoucherKind
from gis.models.ledger.visible import visible


def contract_sums(source: str) -> str:
    """Return the SQL of the sums of each project in đồng: `contract_vnd`, `contract_paid_vnd`, and `numbers` of contracts.

    `source` is what stands behind FROM, of our own code, and brings rows of `contract` as `signed`. The value is that of
    the last addendum which names one; addenda and payments name any version of a contract, however often it was
    corrected. A contract without a value counts on neither side. Source: docs/rules.md, "Alerts".
    """
    # All of it is our own code's, no user's text.
    return f"""
    SELECT signed.project_id, sum(worth.value_vnd) AS contract_vnd, sum(paid.cash_vnd) AS contract_paid_vnd,
           string_agg(signed.contract_no, ', ' ORDER BY signed.contract_no) AS numbers
    FROM {source}
    CROSS JOIN LATERAL (
        WITH RECURSIVE version AS (
            SELECT signed.id, signed.corrects_id
            UNION ALL SELECT older.id, older.corrects_id FROM contract older JOIN version ON older.id = version.corrects_id
        ) SELECT array_agg(id) AS ids FROM version) chain
    LEFT JOIN LATERAL (
        SELECT new_value_vnd FROM contract_addendum addendum
        WHERE addendum.contract_id = ANY(chain.ids) AND new_value_vnd IS NOT NULL
          AND {visible("contract_addendum", row="addendum")}
        ORDER BY effective_date DESC, id DESC LIMIT 1) newest ON true
    CROSS JOIN LATERAL (SELECT coalesce(newest.new_value_vnd, signed.value_vnd) AS value_vnd) worth
    LEFT JOIN LATERAL (
        SELECT sum(CASE WHEN kind = '{VoucherKind.RECOVERY.value}' THEN -amount_vnd ELSE amount_vnd END) AS cash_vnd
        FROM voucher paid
        WHERE paid.project_id = signed.project_id AND paid.contract_id = ANY(chain.ids)
          AND {visible("voucher", row="paid")}) paid ON true
    WHERE worth.value_vnd IS NOT NULL AND {visible("contract", row="signed")} GROUP BY signed.project_id"""  # noqa: S608
