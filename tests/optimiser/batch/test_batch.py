"""Batches: every variant once, whatever dies, stops or is full."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from distributed import Client, LocalCluster
from distributed.security import Security

from models.findings import InvalidScenario, Origin
from models.language import Text
from optimiser import batch
from optimiser.batch import cluster, running, work
from optimiser.batch.ledger import Ledger, LedgerInUse
from optimiser.batch.running import ledger_path
from optimiser.batch.variation import separated
from optimiser.solver.limits import Limits
from scenarios import library_scenario, write_folder
from tests.cli.running import fifteen
from tests.full_disk import room_for
from tests.spreadsheets import ods

pytestmark = pytest.mark.processes

TOTAL = "agreements.total.exactly"
SOCIAL = "agreements.social.exactly"


def totals(*values: object) -> batch.Variants:
    """Vary how many dwellings are built: at most 20 fit."""
    return batch.variants(fifteen(), {TOTAL: values})


def many(number: int) -> batch.Variants:
    """Give so many variants that each have a hash of their own."""
    values = [{"nl": f"Afspraak {n}", "en": f"Agreement {n}"} for n in range(number)]
    return batch.variants(fifteen(), {"agreements.total.title": values})


@pytest.fixture(scope="module")
def existing() -> Iterator[LocalCluster]:
    """A scheduler that is there already, with two processes."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=50
    ) as there:
        yield there


def keys_in(ledger: Path) -> list[str]:
    return [json.loads(line)["key"] for line in ledger.read_bytes().splitlines()]


def written(result: batch.BatchResult, path: Path) -> bytes:
    result.write(path, "en")
    return path.read_bytes()


# What there is to solve


def test_every_scenario_meets_every_row_and_every_value() -> None:
    sources = [batch.BatchSource(name, fifteen()) for name in ("a", "b")]
    found = batch.variants(
        sources, {SOCIAL: ["1/3", "1/5"]}, rows=[{TOTAL: 9}, {"variant": "more", TOTAL: 15}]
    )
    assert len(found) == 8
    assert [variant.id for variant in found][:5] == [
        "a/1/1",
        "a/1/2",
        "a/more/3",
        "a/more/4",
        "b/1/5",
    ]
    assert [change.value for change in list(found)[3].changes] == [15, "1/5"]
    assert found.paths == (TOTAL, SOCIAL)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("20%,25%", ["20%", "25%"]),
        ("0,25;0,3", ["0,25", "0,3"]),
        ("[a,b],[c]", ["[a,b]", "[c]"]),
        ("{a: [1,2]},3", ["{a: [1,2]}", "3"]),
    ],
)
def test_values_are_taken_apart_but_not_inside_brackets(text: str, values: list[str]) -> None:
    assert separated(text) == values


def test_a_table_of_excel_in_dutch(tmp_path: Path) -> None:
    table = tmp_path / "tabel.csv"
    table.write_bytes(f"variant;{TOTAL};{SOCIAL}\r\nlaag;9;33,5%\r\n;15;\r\n".encode("utf-8-sig"))
    first, second = batch.read_changes(table)
    assert (first.id, second.id) == ("laag", "2")
    assert [(one.path, one.value) for one in first.changes] == [(TOTAL, "9"), (SOCIAL, "33.5%")]
    assert [one.path for one in second.changes] == [TOTAL]
    assert first.changes[1].origin == Origin("tabel.csv", 2, SOCIAL)
    book = tmp_path / "tabel.ods"
    book.write_bytes(ods({"variants": [["variant", TOTAL, SOCIAL], ["laag", 9, 0.335]]}))
    ((own,), (other,)) = (one.changes[1:] for one in (*batch.read_changes(book), first))
    assert (own.path, own.value, other.value) == (SOCIAL, 0.335, "33.5%")


def test_all_that_is_wrong_is_said_at_once_with_its_place(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    lines = (f"variant;{TOTAL};agreements.totl.exactly", "a;9;9", "a;many;9", "")
    table.write_text("\n".join(lines), encoding="utf-8")
    found = batch.variants(
        fifteen(), {"nonsense": ["1"], SOCIAL: ["1/3", "140%"]}, rows=batch.read_changes(table)
    )
    with pytest.raises(InvalidScenario) as refused:
        batch.check_variants(found)
    places = {(one.code, one.origin) for one in refused.value.findings}
    assert places == {
        ("duplicate-variant", Origin("t.csv", 3)),
        ("unknown-agreement", Origin("t.csv", 2, "agreements.totl.exactly")),
        ("not-a-number", Origin("t.csv", 3, TOTAL)),
        ("unknown-key", Origin("--vary", None, "nonsense")),
        ("share-above-100", Origin("--vary", None, SOCIAL)),
    }


def test_a_column_without_a_value_has_a_name_that_is_known(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    wrong = ("agreements.totl.exactly", "agreements.total.exacty", "hoirzon.last_year", "total")
    known = (SOCIAL, "horizon.last_year", "tables.capacity.p0.dwellings")
    table.write_text(";".join(("variant", *wrong, *known)) + f"\na{';' * 7}\nb\n", "utf-8")
    with pytest.raises(InvalidScenario) as refused:
        batch.check_variants(batch.variants(fifteen(), rows=batch.read_changes(table)))
    places = [(one.code, one.origin) for one in refused.value.findings]
    codes = ("unknown-agreement", "unknown-key", "unknown-key", "unknown-key")
    assert places == [
        (code, Origin("t.csv", None, column)) for code, column in zip(codes, wrong, strict=True)
    ]


def test_two_values_that_are_only_right_together_are_not_refused() -> None:
    rows = [{"horizon.first_year": 2027, "horizon.last_year": 2028}]
    batch.check_variants(batch.variants(fifteen(), rows=rows))
    with pytest.raises(InvalidScenario, match="horizon-reversed"):
        batch.check_variants(batch.variants(fifteen(), rows=[{"horizon.first_year": 2027}]))


@pytest.mark.parametrize(
    ("vary", "rows", "code"),
    [
        ({TOTAL: range(400), SOCIAL: range(400)}, (), "too-many-variants"),
        ({TOTAL: ()}, (), "no-variants"),
    ],
)
def test_what_is_no_batch_is_refused(vary: Any, rows: Any, code: str) -> None:
    with pytest.raises(InvalidScenario, match=code):
        batch.variants(fifteen(), vary, rows=rows)


# The ledger


def test_a_line_that_was_not_written_to_its_end_is_no_line(tmp_path: Path) -> None:
    path = tmp_path / "ledger"
    with Ledger(path) as ledger:
        ledger.add([{"key": "a", "n": 1}, {"key": "b", "n": 2}])
    path.write_bytes(path.read_bytes() + b'not json\n{"key": "c", "n"')
    with Ledger(path) as ledger:
        assert "c" not in ledger
        ledger.add([{"key": "c", "n": 3}, {"key": "a", "n": 9}])
    with Ledger(path) as ledger:
        with ledger.opened() as read:
            assert [read(key)["n"] for key in "abc"] == [1, 2, 3]
        assert len(ledger) == 3


def test_a_number_that_somebody_changed_in_the_ledger_is_solved_again(
    tmp_path: Path, existing: LocalCluster
) -> None:
    output, told = tmp_path / "out.csv", list[str]()
    path, address = ledger_path(output), existing.scheduler_address
    first = list(batch.run(totals(9, 15), output, scheduler=address).records())
    changed = path.read_bytes().replace(b'"dwellings": 15', b'"dwellings": 16')
    assert changed != path.read_bytes()
    path.write_bytes(changed)
    again = batch.run(
        totals(9, 15),
        output,
        scheduler=address,
        progress=lambda what, *_: told.append(what.render("en")),
    )
    assert list(again.records()) == first
    assert told[0].startswith("1 lines of “out.csv.ledger”")


def test_two_batches_do_not_write_to_one_ledger(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger"), pytest.raises(LedgerInUse):
        Ledger(tmp_path / "ledger")


def test_on_a_full_disk_nothing_is_lost_or_doubled(tmp_path: Path, existing: LocalCluster) -> None:
    output, variants = tmp_path / "out.csv", many(12)
    settings: Any = {
        "options": batch.BatchOptions(preview=True),
        "scheduler": existing.scheduler_address,
    }
    with room_for(4000):
        full = batch.run(variants, output, **settings)
    assert full.ended is batch.Ended.NOT_WRITTEN
    assert full.reason is not None
    assert "cannot be written" in full.reason.render("en")
    kept = keys_in(ledger_path(output))
    assert 0 < len(kept) < 12
    again = batch.run(variants, output, **settings)
    assert again.complete
    assert keys_in(ledger_path(output))[: len(kept)] == kept
    assert sorted(keys_in(ledger_path(output))) == sorted(again.keys)


# The run


def test_without_any_process_a_batch_does_not_wait_for_ever(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one process"):
        batch.run(many(1), tmp_path / "out.csv", jobs=0)
    assert not list(tmp_path.iterdir())


def test_no_table_of_a_result_takes_the_place_of_the_main_one() -> None:
    with pytest.raises(ValueError, match="every batch gives “variants”"):
        batch.BatchOptions(tables=("goals", "variants"))


def test_a_variant_that_fails_is_a_row(tmp_path: Path, existing: LocalCluster) -> None:
    rows: list[dict[str, Any]] = [
        {"variant": "fits", TOTAL: 15},
        {"variant": "does not fit", TOTAL: 25},
        {"variant": "two years", "horizon.first_year": 2023, "horizon.last_year": 2024},
        {"variant": "back in time", "horizon.last_year": 2024},
        {"variant": "same again", TOTAL: 15},
    ]
    result = batch.run(
        batch.variants(fifteen(), rows=rows),
        tmp_path / "out.csv",
        batch.BatchOptions(tables=("totals",)),
        scheduler=existing.scheduler_address,
    )
    assert result.complete
    found = list(result.records(language="en"))
    assert [row["variant"] for row in found] == [row["variant"] for row in rows]
    fits, too_many, two_years, reversed_years, same = found
    assert (fits["status"], fits["dwellings"], fits["shortfall"]) == ("optimal", 15, 0)
    assert fits["largest_deviation"] == fits["hoover"] == fits["gini"] == 0
    assert too_many["status"] == "infeasible"
    assert "short 5 dwellings" in too_many["message"]
    assert two_years["status"] == "optimal"
    assert reversed_years["status"] == "invalid"
    assert "2024 is earlier than 2025" in reversed_years["message"]
    assert same == {**fits, "variant": "same again"}
    assert {row["variant"] for row in result.records("totals")} >= {"fits", "same again"}
    assert all(row["variant"] != "does not fit" for row in result.records("totals"))


def test_a_folder_of_scenarios_in_which_one_is_broken(
    tmp_path: Path, existing: LocalCluster
) -> None:
    folder = tmp_path / "scenarios"
    for name in ("c", "b"):
        write_folder(fifteen(), folder / name)
    (folder / "a.json").write_text("{", encoding="utf-8")
    sources = batch.scenarios_in(folder)
    assert sources is not None
    result = batch.run(
        batch.variants(sources, {TOTAL: [9, 15]}),
        tmp_path / "out.csv",
        scheduler=existing.scheduler_address,
    )
    found = [(row["scenario"], row["dwellings"], row["status"]) for row in result.records()]
    assert found == [
        ("a.json", None, "invalid"),
        ("a.json", None, "invalid"),
        ("b", 9, "optimal"),
        ("b", 15, "optimal"),
        ("c", 9, "optimal"),
        ("c", 15, "optimal"),
    ]
    assert len(keys_in(ledger_path(tmp_path / "out.csv"))) == 2, "the scenarios say the same"


def test_killed_workers_lose_and_double_nothing(tmp_path: Path, existing: LocalCluster) -> None:
    variants = many(40)
    killed: list[int] = []

    def kill(what: Text, done: int, steps: int) -> None:
        if done == 3:
            with Client(existing, set_as_default=False) as client:
                pids = client.run(os.getpid)
            for pid in pids.values():
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)

    output = tmp_path / "out.csv"
    result = batch.run(variants, output, scheduler=existing.scheduler_address, progress=kill)
    assert len(killed) >= 2
    assert result.complete
    assert sorted(keys_in(ledger_path(output))) == sorted(result.keys)
    assert result.statuses() == {"optimal": 40}


@pytest.mark.parametrize("deaths", [1, 3])
def test_a_process_that_dies_while_it_starts_is_started_again_and_not_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deaths: int
) -> None:
    starts: list[str] = []

    def start(**options: object) -> LocalCluster:
        starts.append("start")
        if len(starts) <= deaths:
            raise RuntimeError("Nanny failed to start.")
        return LocalCluster(n_workers=1, processes=False, dashboard_address="127.0.0.1:0")

    monkeypatch.setattr("distributed.LocalCluster", start)
    result = batch.run(totals(1), tmp_path / "out.csv")
    assert len(starts) == min(deaths + 1, cluster.STARTS)
    assert result.complete == (deaths < cluster.STARTS)
    if result.reason:
        assert "Nanny failed to start" in result.reason.render("en")


def test_what_was_stopped_goes_on_where_it_ended_and_gives_the_same_bytes(
    tmp_path: Path, existing: LocalCluster
) -> None:
    """Also with another number of processes."""
    preview = batch.BatchOptions(preview=True)
    variants = totals(*range(1, 13))
    output, straight = tmp_path / "out.csv", tmp_path / "straight.csv"
    done = 0

    def count(what: Text, finished: int, steps: int) -> None:
        nonlocal done
        done = finished

    stopped = batch.run(
        variants,
        output,
        preview,
        scheduler=existing.scheduler_address,
        progress=count,
        cancelled=lambda: done >= 4,
    )
    assert stopped.ended is batch.Ended.CANCELLED
    kept = keys_in(ledger_path(output))
    assert 4 <= len(kept) < 12
    resumed = batch.run(variants, output, preview, scheduler=existing.scheduler_address)
    assert keys_in(ledger_path(output))[: len(kept)] == kept
    assert sorted(keys_in(ledger_path(output))) == sorted(resumed.keys)
    whole = batch.run(variants, straight, preview, jobs=1)
    assert written(resumed, output) == written(whole, straight)
    nothing_left = batch.run(variants, output, preview, scheduler="tcp://127.0.0.1:1")
    assert nothing_left.complete, "nobody is asked when all is finished"


def test_other_options_are_other_variants(tmp_path: Path, existing: LocalCluster) -> None:
    output = tmp_path / "out.csv"
    for options in (batch.BatchOptions(), batch.BatchOptions(preview=True)):
        batch.run(totals(15), output, options, scheduler=existing.scheduler_address)
    assert len(set(keys_in(ledger_path(output)))) == 2


def test_a_preview_has_the_numbers_that_are_meant(tmp_path: Path, existing: LocalCluster) -> None:
    """A solver gives 23,944.999993 for 23,945, and a value just below its own bound."""
    at_least = "agreements.social-rent-region.at_least"
    variants = batch.variants(library_scenario("arnhem-nijmegen"), {at_least: ["30%", "31%"]})
    result = batch.run(
        variants,
        tmp_path / "out",
        batch.BatchOptions(preview=True),
        scheduler=existing.scheduler_address,
    )
    entries = [entry for _, entry in result.entries()]
    assert {entry["dwellings"] for entry in entries} == {23945}
    for entry in entries:
        assert all(value >= bound for value, bound in entry["goals"].values()), entry["goals"]


def test_parquet_has_the_same_rows(tmp_path: Path, existing: LocalCluster) -> None:
    from pandas import read_parquet

    result = batch.run(totals(15, 25), tmp_path / "out", scheduler=existing.scheduler_address)
    result.write(tmp_path / "out.parquet", "en")
    frame = read_parquet(tmp_path / "out.parquet")
    assert list(frame["status"]) == ["optimal", "infeasible"]
    assert frame["dwellings"].dtype.kind == "f"
    assert frame["dwellings"][0] == 15


def test_where_there_is_no_scheduler_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    result = batch.run(totals(15), tmp_path / "out.csv", scheduler="tcp://127.0.0.1:1")
    assert result.ended is batch.Ended.LOST
    assert result.reason is not None
    assert "tcp://127.0.0.1:1" in result.reason.render("en")


def test_who_has_no_certificate_of_ours_gets_into_no_process_of_ours() -> None:
    """Another account of this computer reaches the ports, and would run programs as us."""
    with cluster.Cluster(jobs=1) as ours:
        assert ours._local is not None
        address = ours._local.scheduler_address
        plain = address.replace("tls://", "tcp://")
        for asked, security in ((plain, None), (address, Security.temporary())):
            with pytest.raises((OSError, TimeoutError)):
                Client(asked, security=security, timeout=2, set_as_default=False)


def test_a_scheduler_over_a_network_is_asked_with_tls_only(tmp_path: Path) -> None:
    result = batch.run(totals(15), tmp_path / "out.csv", scheduler="tcp://10.0.0.1:8786")
    assert result.ended is batch.Ended.LOST
    assert result.reason is not None
    assert "TLS" in result.reason.render("nl")


def test_a_scheduler_that_dies_ends_the_run_and_keeps_what_is_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 5.0)
    code = (
        "from distributed import LocalCluster\n"
        "if __name__ == '__main__':\n"
        "    c = LocalCluster(n_workers=1, threads_per_worker=1, processes=False,"
        " dashboard_address='127.0.0.1:0', protocol='tcp', host='127.0.0.1')\n"
        "    print(c.scheduler_address, flush=True)\n"
        "    input()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as scheduler:
        assert scheduler.stdout is not None
        address = scheduler.stdout.readline().strip()

        def kill(what: Text, done: int, steps: int) -> None:
            if done == 3:
                scheduler.kill()

        lost = batch.run(many(40), tmp_path / "out.csv", scheduler=address, progress=kill)
    assert lost.ended is batch.Ended.LOST
    assert 3 <= len(keys_in(ledger_path(tmp_path / "out.csv"))) < 40
    assert lost.statuses()["optimal"] == len(set(keys_in(ledger_path(tmp_path / "out.csv"))))


def test_a_process_with_other_versions_is_not_believed() -> None:
    chunk = work.Chunk("b", "woonsleutel 0.0", (), batch.BatchOptions())
    with pytest.raises(work.OtherVersions, match="woonsleutel"):
        work.work(chunk)


def test_entries_that_others_keep_are_told_and_not_solved_again(existing: LocalCluster) -> None:
    """And of those that are the same one is solved."""
    variants, options = totals(9, 15, 25, 15), batch.BatchOptions(preview=True)
    [source] = variants.sources
    keys = batch.entry_keys(variants, source.scenario().content_hash, options)
    assert (keys[1], len({*keys})) == (keys[3], 3)
    told: dict[str, Any] = {}
    entries = batch.EntriesHere({keys[2]: {"status": "infeasible"}}, told.__setitem__)
    processes = cluster.Cluster(scheduler=existing.scheduler_address)
    result = batch.work_off(variants, entries, options, processes, Limits())
    assert result.statuses() == {"infeasible": 1, "optimal": 3}
    assert told.keys() == {keys[0], keys[1]}
    assert entries == {**told, keys[2]: {"status": "infeasible"}}


class Deadly(cluster.Cluster):
    """A cluster in this process, in which whoever takes a certain task dies of it."""

    def __init__(self, key: str) -> None:
        super().__init__(1)
        self.key = key
        self.chunks: list[work.Chunk] = []

    def __enter__(self) -> Deadly:
        return self

    def __exit__(self, *problem: object) -> None:
        pass

    @property
    def handed_out(self) -> tuple[work.Chunk, ...]:
        return tuple(self.chunks)

    def hand_out(self, chunk: work.Chunk) -> None:
        self.chunks.append(chunk)

    def next(self, seconds: float) -> tuple[work.Chunk, Any]:
        chunk = self.chunks.pop(0)
        deadly = any(task.key == self.key for task in chunk.tasks)
        return chunk, cluster.Killed() if deadly else work.work(chunk)


def test_only_the_variant_that_kills_is_failed_and_the_next_run_tries_it_again(
    tmp_path: Path, existing: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    variants, options, output = (
        totals(*range(1, 13)),
        batch.BatchOptions(preview=True),
        tmp_path / "out",
    )
    [source] = variants.sources
    keys = batch.entry_keys(variants, source.scenario().content_hash, options)
    monkeypatch.setattr(running, "Cluster", lambda jobs, scheduler: Deadly(keys[5]))
    first = batch.run(variants, output, options)
    assert first.complete
    statuses = [row["status"] for row in first.records()]
    assert statuses == ["optimal"] * 5 + ["failed"] + ["optimal"] * 6
    monkeypatch.undo()
    again = batch.run(variants, output, options, scheduler=existing.scheduler_address)
    assert again.statuses() == {"optimal": 12}
    assert len(keys_in(ledger_path(output))) == 13
