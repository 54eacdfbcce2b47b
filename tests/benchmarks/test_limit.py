"""The limit replays what a solve asks of its solvers, so it must come to the same answers."""

from __future__ import annotations

import pytest

from benchmarks.limit import record, replay
from optimiser.solver import highs as engine
from scenarios import read_scenario


@pytest.mark.parametrize("preview", [True, False])
def test_the_replay_comes_to_the_same_objectives(preview: bool) -> None:
    scenario = read_scenario("fictitious-region")
    tapes = record(scenario, preview=preview)
    recorded = [call.objective for tape in tapes for call in tape.calls if call.name == "run"]
    assert len(recorded) > 1
    assert any(call.name == "solve" for tape in tapes for call in tape.calls), "balance"
    assert replay(tapes) == recorded


def test_after_a_recording_the_optimiser_has_its_own_highs_again() -> None:
    before = engine.new_highs
    record(read_scenario("fictitious-region"), preview=True)
    assert engine.new_highs is before
