"""SQL for the papers that the rows behind a figure rest on."""


def paper_of(row: str) -> str:
    """Return the SQL for the paper that a fact under the name `row` rests on: its number, or its title without one."""
    return f"(SELECT coalesce(number, title) FROM document WHERE document.id = {row}.document_id)"
