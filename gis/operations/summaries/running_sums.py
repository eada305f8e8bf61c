"""Amounts that are known only in part, as they change from month to month and add up."""


def change_of(name: str, window: str = "own") -> str:
    """Return SQL for how a running amount and its being known differ from the row before in the window."""
    return (
        f"coalesce({name}, 0) - coalesce(lag({name}) OVER {window}, 0) AS {name},"
        f" ({name} IS NOT NULL)::int - (lag({name}) OVER {window} IS NOT NULL)::int AS {name}_known"
    )


def sum_of(name: str) -> str:
    """Return SQL that sums such changes."""
    return f"sum({name}) AS {name}, sum({name}_known) AS {name}_known"


def running(name: str) -> str:
    """Return SQL for the amount that the changes so far add up to, null where none of it is known."""
    return f"CASE WHEN sum({name}_known) OVER so_far > 0 THEN sum({name}) OVER so_far END"
