from decimal import Decimal
from typing import Any

from flask.testing import FlaskClient

from tests.factories import NewUnitFactory, ProjectFactory, ProjectShareFactory


def asked(client: FlaskClient, query: str = "") -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/api/v1/facets?{query}").get_json()
    return found


def counts(answer: dict[str, Any], name: str) -> dict[str, int]:
    facet = next(facet for facet in answer["facets"] if facet["name"] == name)
    return {choice["value"]: choice["count"] for choice in facet["choices"]}


def test_programs_get_totals_and_counts(client: FlaskClient) -> None:
    unit = NewUnitFactory()
    project = ProjectFactory(sector_id=9, budget_vnd=Decimal(7))
    ProjectShareFactory(project_id=project.id, unit_id=unit.id)
    ProjectFactory(sector_id=1, budget_vnd=None)
    found = asked(client, "sector=social")
    assert (found["total"], found["budget_vnd"], found["without_budget_count"]) == (1, 7, 0)
    assert found["filters"] == ["Hạ tầng xã hội"]
    sectors = counts(found, "sector")
    assert (sectors["social"], sectors["health"], sectors["roads_transport"]) == (1, 1, 1)
    assert counts(found, "unit") == {str(unit.id): 1}
    assert counts(found, "located") == {"": 1, "yes": 0, "no": 1}


def test_an_unknown_sum_is_null(client: FlaskClient) -> None:
    ProjectFactory(budget_vnd=None)
    assert asked(client)["budget_vnd"] is None


def test_a_refusal_names_the_parameter_and_what_it_takes(client: FlaskClient) -> None:
    answer = client.get("/api/v1/facets?located=maybe")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    problem = answer.get_json()
    assert (problem["parameter"], problem["allowed"]) == ("located", ["yes", "no"])
