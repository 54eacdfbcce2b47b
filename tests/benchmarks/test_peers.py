"""The peers solve the same region: their plans pass our audit, and their goals come out as ours."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.peers import running
from benchmarks.peers.region import read_region
from benchmarks.peers.running import OURS, PEERS, Peer, run
from benchmarks.peers.with_calc import python_with_uno
from models.plan import Plan
from models.scenario import Scenario
from optimiser import solve
from optimiser.results.audit import audit
from scenarios import read_scenario, to_json
from tests.regions import amount, fair_share, scenario, share

SMALL = "fictitious-region"
SECONDS = 30.0
CALC = next(peer for peer in PEERS if peer.module == "with_calc")


@pytest.mark.parametrize(
    "peer", [peer for peer in PEERS if peer is not CALC], ids=lambda peer: peer.name
)
def test_a_peer_reaches_what_we_reach(peer: Peer) -> None:
    if not peer.installed:
        pytest.skip(f"{peer.package} is installed by make bench only")
    found = run(peer, SMALL, SECONDS)
    assert found.fault == ""
    assert found.audit is not None
    assert found.audit.kept
    assert all(goal["proven"] for goal in found.goals)
    ours = solve(read_scenario(SMALL)).audit
    assert ours is not None
    assert found.audit.goals == ours.goals


def test_the_spreadsheet_reaches_what_we_reach(tmp_path: Path) -> None:
    if python_with_uno() is None:
        pytest.skip("LibreOffice with its Python bridge is not installed here")
    path = tmp_path / "tiny.json"
    path.write_text(json.dumps(to_json(tiny())), encoding="utf-8")
    found = run(CALC, str(path), SECONDS)
    assert found.fault == ""
    assert found.audit is not None
    assert found.audit.kept
    ours = solve(read_scenario(path)).audit
    assert ours is not None
    assert found.audit.goals == ours.goals


def tiny() -> Scenario:
    """Give two municipalities that are to house five households fairly, and to build twelve."""
    return scenario(
        amount(at_least=12),
        share(at_least="30%"),
        share(
            "housed",
            measure={"quantity": "housed"},
            of={"quantity": "need"},
            exactly="100%",
            each="year",
        ),
        fair_share(
            measure={"quantity": "housed"}, of={"quantity": "need"}, each=["municipality", "year"]
        ),
        {"id": "bids", "kind": "bid"},
        groups=["urgent"],
        needs=[{"group": "urgent", "year": 2025, "households": 5}],
        bids=[{"party": "GM0001", "municipality": "GM0001", "dwellings": 9}],
        goals=[{"fair_share": "fair"}, {"nearness": "bids"}],
    )


@pytest.mark.parametrize("name", [SMALL, "arnhem-nijmegen"])
def test_the_peers_start_from_the_fair_shares_that_we_audit(name: str) -> None:
    region = read_scenario(name)
    audited = audit(region, Plan()).outcomes
    ours = {
        (row.outcome.scope.municipality, row.outcome.scope.year): float(row.fair) for row in audited
    }
    assert read_region(region).fair == pytest.approx(ours)


@pytest.mark.parametrize("name", ["r15-care-scale", "r01-arnhem-nijmegen", "r16-growth-path"])
def test_what_no_peer_has_a_row_for_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no peer has a row for"):
        read_region(read_scenario(name))


def test_a_peer_that_does_not_stop_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "GRACE", 0.05)
    found = run(OURS, SMALL, 0.0)
    assert found.fault == "killed at 0 s"
    assert found.audit is None


def test_a_peer_that_breaks_says_why() -> None:
    found = run(Peer("none", "with_pulp", "no_such_function", "pulp"), SMALL, SECONDS)
    assert "no_such_function" in found.fault
    assert found.audit is None
