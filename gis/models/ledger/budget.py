"""The total investment in force on a day, as SQL: the twin of `gis.domain.budget.budget_at`."""

from gis.models.ledger.visible import STATES_SQL, visible


def latest_budget(project_id: str, *, column: str, as_of: str = ":as_of") -> str:
    """Return the SQL of a column of the decision on the total investment that is in force on `as_of`, null without one.

    All arguments are names and expressions of our own code, never a user's.
    """
    return (
        f"(SELECT decided.{column} FROM budget_decision decided WHERE decided.project_id = {project_id}"  # noqa: S608
        f" AND {visible('budget_decision', row='decided', as_of=as_of)}"
        f" ORDER BY decided.effective_date DESC, decided.id DESC LIMIT 1)"
    )


def budget_on(project: str = "project", *, as_of: str = ":as_of") -> str:
    """Return the SQL of the total investment of a row of `project` on a day; its column where no decision ever counted."""
    return (
        f"coalesce({latest_budget(f'{project}.id', column='amount_vnd', as_of=as_of)},"
        f" CASE WHEN NOT EXISTS (SELECT FROM budget_decision told WHERE told.project_id = {project}.id"
        f" AND told.review_state IN ({STATES_SQL})) THEN {project}.budget_vnd END)"
    )
