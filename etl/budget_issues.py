"""What decisions on the total investment, or payments, have against the sum of a staged row, as findings."""

from datetime import date

from etl.columns import Field
from etl.findings import Finding
from gis.operations.intake.budgets import (
    BudgetBelowPaid,
    BudgetIssue,
    BudgetKept,
    BudgetTwice,
    DecisionToCome,
)


def budget_finding(issue: BudgetIssue) -> Finding:
    """Say what a decision on the total investment, or what was paid, has against the sum of a row."""
    match issue:
        case DecisionToCome():
            told = Finding.of("decision_to_come", decided_on=day_text(issue.decision_date))
            return told.at(field=Field.DECISION_DATE)
        case BudgetKept():
            told = Finding.of(
                "stated_budget_older",
                known_vnd=int(issue.known_vnd),
                stated_vnd=int(issue.stated_vnd),
                known_date=day_text(issue.known_date),
            )
        case BudgetTwice():
            told = Finding.of(
                "stated_budget_twice",
                known_vnd=int(issue.known_vnd),
                stated_vnd=int(issue.stated_vnd),
                day=day_text(issue.effective_date),
            )
        case BudgetBelowPaid():
            told = Finding.of(
                "stated_budget_below_paid", paid_vnd=int(issue.paid_vnd), stated_vnd=int(issue.stated_vnd)
            )
    return told.at(field=Field.BUDGET_VND)


def day_text(day: date) -> str:
    """Write a day as findings do."""
    return f"{day:%d/%m/%Y}"
