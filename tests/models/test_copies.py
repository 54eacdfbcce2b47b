"""A copy of a scenario says what the copy says, whatever was asked of the original before."""

import hashlib
import json

import pytest

from models.agreements import Amount
from models.measure import Measure
from models.scenario import Scenario
from models.tables import Journey
from scenarios import library_scenario
from tests.regions import CODES, document, municipality


def test_a_copy_remembers_nothing_of_the_original() -> None:
    original = Scenario.model_validate(
        document(municipalities=[municipality(n, latitude=52, longitude=n) for n in range(2)])
    )
    assert original.codes == CODES[:2]
    assert original.municipality(CODES[0]).name == "Aarle"
    assert "total" not in [agreement.id for agreement in original.everything_agreed]
    estimated = original.minutes(*CODES[:2])
    third = original.municipality(CODES[0]).model_copy(update={"code": CODES[2], "name": "Cuijk"})
    total = Amount(id="total", measure=Measure(quantity="new_build"), at_least=3)
    copy = original.model_copy(
        update={
            "municipalities": (*original.municipalities, third),
            "agreements": (total,),
            "travel": (Journey(origin=CODES[0], destination=CODES[1], minutes=estimated + 1),),
        }
    )
    assert copy.codes == CODES
    assert copy.municipality(CODES[2]) is third
    assert copy.agreement("total") is total
    assert total in copy.everything_agreed
    assert copy.minutes(*CODES[:2]) == estimated + 1
    assert copy.content_hash != original.content_hash
    assert original.codes == CODES[:2]
    assert original.minutes(*CODES[:2]) == estimated


def test_a_copy_with_the_same_values_is_the_same() -> None:
    original = Scenario.model_validate(document())
    assert original.codes == CODES[:2]
    copies = (original.model_copy(), original.model_copy(deep=True))
    assert all(copy == original and copy.codes == original.codes for copy in copies)
    figures = original.municipalities[0]
    assert figures.model_copy(update={"name": "Zaltbommel"}).figure("households") == 60


@pytest.mark.parametrize("name", ["fictitious-region", "n07-n08-national-tasks", "r12-exchange"])
def test_a_fingerprint_is_that_of_all_that_is_said_as_json(name: str) -> None:
    """Whoever has the document can check it, also of a variant that shares most of its rows."""
    scenario = library_scenario(name)
    variant = scenario.model_copy(update={"agreements": scenario.agreements[1:]})
    for one in (scenario, variant):
        said = json.dumps(one.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        assert one.content_hash == hashlib.sha256(said.encode()).hexdigest()
    assert variant.content_hash != scenario.content_hash
