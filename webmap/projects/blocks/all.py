"""All blocks of a page by the names that its templates know them by."""

from typing import Any

from gis.queries.project_ledgers import facts
from webmap.projects.blocks.budgets import budget_block
from webmap.projects.blocks.contracts import contracts_block
from webmap.projects.blocks.forecasts import forecast_block
from webmap.projects.blocks.gifts import gifts_block
from webmap.projects.blocks.land import STEPS, is_open, land_block
from webmap.projects.blocks.money import money_block
from webmap.projects.blocks.notices import notices
from webmap.projects.blocks.schedule import schedule_block
from webmap.projects.blocks.works import works_block
from webmap.projects.known import Known


def blocks(known: Known, *, is_staff: bool) -> dict[str, Any]:
    """Return every block as of the page's day; `is_staff` tells whether the reader sees what is restricted."""
    money, land, contracts = money_block(known), land_block(known), contracts_block(known)
    outlook = forecast_block(known)
    return {
        "schedule": schedule_block(known),
        "works": works_block(known, outlook.found),
        "outlook": outlook,
        "money": money,
        "budget": budget_block(known),
        "land": land,
        "land_steps": STEPS,
        "is_open": lambda difficulty: is_open(difficulty, as_of=known.as_of),
        "gifts": gifts_block(known, counts=facts(land.standing), is_staff=is_staff),
        "contracts": contracts,
        "notices": notices(known, money=money, land=land, contracts=contracts),
    }
