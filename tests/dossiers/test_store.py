"""What is stored can be read again, on both databases, and two who save at once lose nothing."""

from __future__ import annotations

import stat
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from sqlite3 import Connection, connect
from threading import Timer

import pytest
from sqlalchemy import create_engine, event, inspect, text
from sqlalchemy.exc import DBAPIError

from dossiers import (
    Access,
    KeyUsedTwice,
    NotFound,
    Person,
    Renamed,
    StorageFull,
    Store,
    Unusable,
    VersionConflict,
)
from dossiers.database import HEAD, database_url
from models.findings import InvalidScenario
from models.negotiated import Negotiated, Totals
from models.scenario import Scenario
from models.values import ValueProblem
from optimiser import solve
from scenarios import scenario_differences
from tests.regions import amount, scenario, share


def tiny(total: int = 12, **rest: object) -> Scenario:
    return scenario(amount(at_least=total), share(at_least="30%"), **rest)


def test_a_dossier_is_created_named_listed_and_deleted(access: Access) -> None:
    before = datetime.now(UTC)
    one, two = access.dossiers.create(" Eerste "), access.dossiers.create("Tweede")
    assert one.name == "Eerste"
    assert one.created_by == "A. Planner"
    assert before <= one.created_at <= datetime.now(UTC)
    assert one.created_at.utcoffset() == timedelta(0)
    assert access.dossiers.list() == (one, two)
    assert access.dossiers.list(first=1, most=5) == (two,)
    assert access.dossiers.count() == 2
    renamed = access.dossiers.rename(one.id, "Anders", revision=1)
    assert access.dossiers.get(one.id) == renamed
    assert (renamed.name, renamed.revision) == ("Anders", 2)
    with pytest.raises(Renamed) as late:
        access.dossiers.rename(one.id, "Te laat", revision=1)
    assert late.value.dossier == renamed
    access.dossiers.delete(one.id)
    assert access.dossiers.list() == (two,)
    with pytest.raises(NotFound, match="There is no"):
        access.dossiers.get(one.id)


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "twee\nregels", "nul\0", "half\ud800"])
def test_what_is_no_name_is_refused_and_nothing_is_kept(access: Access, name: str) -> None:
    with pytest.raises(ValueProblem):
        access.dossiers.create(name)
    assert access.dossiers.count() == 0


def test_every_version_of_a_scenario_stays_as_it_was_saved(access: Access) -> None:
    dossier = access.dossiers.create("Regio")
    said = [tiny(12), tiny(14), tiny(16)]
    stored = access.scenarios.create(dossier.id, said[0], name="Bod", note="eerste\nbod")
    for number, changed in enumerate(said[1:], 1):
        saved = access.scenarios.save(stored.id, changed, based_on=number, note=f"na {number}")
        assert (saved.number, saved.based_on) == (number + 1, number)
    assert access.scenarios.get(stored.id).version == 3
    versions = access.scenarios.versions(stored.id)
    assert [version.number for version in versions] == [3, 2, 1]
    assert [version.note for version in versions] == ["na 2", "na 1", "eerste\nbod"]
    for version in versions:
        read = access.scenarios.scenario(stored.id, version.number)
        assert read == said[version.number - 1]
        assert read.content_hash == version.scenario_hash
    assert access.scenarios.scenario(stored.id) == said[2]
    assert access.scenarios.version(stored.id) == versions[0]
    assert access.scenarios.opened(stored.id, 1) == (access.scenarios.get(stored.id), versions[-1])
    with pytest.raises(NotFound):
        access.scenarios.version(stored.id, 4)


def test_who_saves_too_late_gets_both_versions_and_what_differs(store: Store) -> None:
    anna, bert = (
        store.access(Person("Anna", keeper=True)),
        store.access(Person("Bert", keeper=True)),
    )
    dossier = anna.dossiers.create("Regio")
    stored = anna.scenarios.create(dossier.id, tiny(12))
    anna.scenarios.save(stored.id, tiny(14), based_on=1)
    with pytest.raises(VersionConflict) as late:
        bert.scenarios.save(stored.id, tiny(15), based_on=1)
    conflict = late.value
    assert (conflict.latest.number, conflict.latest.created_by) == (2, "Anna")
    assert (conflict.theirs, conflict.yours) == (tiny(14), tiny(15))
    [difference] = conflict.differences
    assert (difference.path, difference.one, difference.other) == (
        "agreements.total.at_least",
        14,
        15,
    )
    assert "Anna" in conflict.text.render("nl")
    assert anna.scenarios.get(stored.id).version == 2
    assert bert.scenarios.save(stored.id, tiny(15), based_on=2).number == 3


def test_saving_the_same_twice_saves_it_once(access: Access) -> None:
    dossier = access.dossiers.create("Regio")
    stored = access.scenarios.create(dossier.id, tiny(12))
    first = access.scenarios.save(stored.id, tiny(14), based_on=1)
    assert access.scenarios.save(stored.id, tiny(14), based_on=1) == first
    assert access.scenarios.save(stored.id, tiny(14), based_on=2) == first
    assert access.scenarios.get(stored.id).version == 2


def test_of_all_who_save_at_once_one_is_first_and_each_other_hears_it(store: Store) -> None:
    access = store.access(Person("Anna", keeper=True))
    stored = access.scenarios.create(access.dossiers.create("Regio").id, tiny(12))

    def save(total: int) -> int | None:
        try:
            return access.scenarios.save(stored.id, tiny(total), based_on=1).number
        except VersionConflict:
            return None

    with ThreadPoolExecutor(6) as pool:
        numbers = list(pool.map(save, range(13, 19)))
    assert sorted(filter(None, numbers)) == [2]
    assert access.scenarios.get(stored.id).version == 2
    assert len(access.log.list(access.scenarios.get(stored.id).dossier)) == 3


def test_of_all_who_make_something_with_one_key_each_gets_the_same(access: Access) -> None:
    with ThreadPoolExecutor(6) as pool:
        made = list(pool.map(lambda _: access.dossiers.create("Regio", once="1").id, range(6)))
    assert len(set(made)) == 1
    assert [line.what for line in access.log.list(made[0])] == ["dossier-created"]
    with pytest.raises(KeyUsedTwice):
        access.dossiers.create("Anders", once="1")
    renamed = access.dossiers.rename(made[0], "Anders")
    assert access.dossiers.create("Regio", once="1") == renamed


def test_differences_are_told_by_the_paths_with_which_they_are_set() -> None:
    one = tiny(12)
    other = scenario(
        share(at_least="1/3"),
        amount("ander", at_least=1),
        horizon={"first_year": 2025, "last_year": 2026},
        capacity=[{"pool": "p0", "municipality": "GM0001", "dwellings": 11}],
    )
    found = {each.path: (each.one, each.other) for each in scenario_differences(one, other)}
    assert found["horizon.last_year"] == (2025, 2026)
    assert found["tables.capacity.p0.dwellings"] == (10, 11)
    assert found["tables.capacity.p1"][1] is None
    assert found["agreements.social.at_least"] == ("30%", "1/3")
    assert found["agreements.total"][1] is None
    assert found["agreements.ander"][0] is None
    assert len(found) == 6
    assert scenario_differences(one, tiny(12)) == ()


def test_a_solved_and_a_negotiated_plan_are_read_as_they_were(access: Access) -> None:
    dossier, region = access.dossiers.create("Regio"), tiny(12)
    stored = access.scenarios.create(dossier.id, region)
    solved = solve(region).plan
    assert solved is not None
    totals = Negotiated({"new_build": Totals(("municipality",), {("GM0001",): 7, ("GM0002",): 5})})
    best = access.plans.store(stored.id, 1, solved, name="Beste", kind="solved")
    deal = access.plans.store(stored.id, 1, totals, name="Akkoord", note="van 3 juni")
    assert access.plans.list(dossier.id) == (best, deal)
    assert access.plans.plan(deal.id) == totals
    read = access.plans.plan(best.id).plan()
    assert {name: dict(cells) for name, cells in read.cells.items() if cells} == {
        name: dict(cells) for name, cells in solved.cells.items() if cells
    }
    access.plans.delete(best.id)
    assert access.plans.list(dossier.id) == (deal,)


def test_a_plan_that_is_none_for_its_scenario_is_refused(access: Access) -> None:
    dossier = access.dossiers.create("Regio")
    stored = access.scenarios.create(dossier.id, tiny(12))
    elsewhere = Negotiated({"new_build": Totals(("municipality",), {("GM0009",): Fraction(7)})})
    with pytest.raises(InvalidScenario, match="GM0009"):
        access.plans.store(stored.id, 1, elsewhere, name="Elders")
    with pytest.raises(NotFound):
        access.plans.store(stored.id, 2, elsewhere, name="Elders")
    assert access.plans.count(dossier.id) == 0


def test_results_and_attachments_are_read_as_they_were(access: Access) -> None:
    dossier = access.dossiers.create("Regio")
    stored = access.scenarios.create(dossier.id, tiny(12))
    answer = {"sentence": "Één 🏠", "number": 10**30, "part": "1/3", "none": None}
    result = access.results.store(
        stored.id, 1, "comparison", answer, name="Vergelijking", asked={"within": "5%"}
    )
    content = bytes(range(256))
    file = access.attachments.store(dossier.id, "brief.pdf", "application/pdf", content)
    assert access.results.list(dossier.id) == (result,)
    assert access.results.asked(result.id) == {"within": "5%"}
    assert access.results.answer(result.id) == answer
    assert access.attachments.get(file.id) == file
    assert (file.size, access.attachments.content(file.id)) == (256, content)
    access.scenarios.delete(stored.id)
    assert access.results.count(dossier.id) == 0
    assert access.attachments.count(dossier.id) == 1


def test_nobody_changes_what_is_held_against_what_was_seen(access: Access) -> None:
    """Whoever looks before a change looks in the transaction of that change: others wait."""
    dossier = access.dossiers.create("Regio")
    stored = access.scenarios.create(dossier.id, tiny(12))
    totals = Negotiated({"new_build": Totals(("municipality",), {("GM0001",): 7})})
    plan = access.plans.store(stored.id, 1, totals, name="Akkoord")
    waiting: list[Future[object]] = []
    with ThreadPoolExecutor(1) as others:

        def hold(change: Callable[[], object]) -> None:
            waiting.append(others.submit(change))
            with pytest.raises(TimeoutError):
                waiting[-1].result(0.05)

        def unlike(_: object) -> None:
            raise LookupError

        with pytest.raises(LookupError):
            access.plans.delete(plan.id, seen=unlike)
        with pytest.raises(LookupError):
            access.plans.share(plan.id, "public", seen=unlike)
        with pytest.raises(LookupError):
            access.scenarios.share(stored.id, "public", seen=unlike)
        assert access.plans.get(plan.id) == plan
        assert access.scenarios.get(stored.id) == stored

        access.scenarios.share(
            stored.id,
            "table",
            seen=lambda _: hold(lambda: access.scenarios.save(stored.id, tiny(13), based_on=1)),
        )
        waiting[-1].result(30)
        newest, shared = access.scenarios.versions(stored.id)
        assert (shared.confidentiality, newest.confidentiality) == ("table", "own-party")

        access.plans.delete(
            plan.id, seen=lambda _: hold(lambda: access.plans.share(plan.id, "table"))
        )
        with pytest.raises(NotFound):
            waiting[-1].result(30)


def test_the_log_tells_who_did_what_and_outlives_the_dossier(store: Store) -> None:
    anna, bert = store.access(Person("Anna")), store.access(Person("Bert", keeper=True))
    dossier = anna.dossiers.create("Regio")
    stored = anna.scenarios.create(dossier.id, tiny(12), name="Bod")
    anna.scenarios.save(stored.id, tiny(13), based_on=1)
    bert.dossiers.delete(dossier.id)
    lines = bert.log.list(dossier.id)
    assert [(line.who, line.role, line.what) for line in lines] == [
        ("Bert", "keeper", "dossier-deleted"),
        ("Anna", "chair", "version-saved"),
        ("Anna", "chair", "scenario-kept"),
        ("Anna", "chair", "dossier-created"),
    ]
    assert [line.at for line in lines] == sorted((line.at for line in lines), reverse=True)
    assert lines[1].text.render("en") == "Saved version 2 of the scenario “Bod”."
    assert all(line.text.render("nl") for line in lines)
    assert bert.log.count(dossier.id) == 4


def test_the_database_itself_refuses_to_change_a_version_and_the_log(
    access: Access, database: str
) -> None:
    access.scenarios.create(access.dossiers.create("Regio").id, tiny(12))
    engine = create_engine(database_url(database))
    for change in ("UPDATE versions SET note = 'x'", "UPDATE log SET who = 'x'"):
        with pytest.raises(DBAPIError, match="never changes"), engine.begin() as connection:
            connection.execute(text(change))
    engine.dispose()


def test_what_was_acknowledged_is_there_when_it_is_opened_again(database: str) -> None:
    with Store(database) as store:
        made = store.access(Person("Anna", keeper=True)).dossiers.create("Regio")
    with Store(database) as store:
        assert store.access(Person("Bert", keeper=True)).dossiers.list() == (made,)


def test_two_who_open_a_new_database_at_once_both_can_use_it(new_database: str) -> None:
    def opened(name: str) -> str:
        with Store(new_database) as store:
            return store.access(Person(name, keeper=True)).dossiers.create(name).name

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(opened, "abcd")) == list("abcd")


def test_a_full_disk_is_said_and_nothing_is_half_kept(tmp_path: Path) -> None:
    file = tmp_path / "dossiers.sqlite"
    with Store(str(file)) as store:
        access = store.access(Person("Anna", keeper=True))
        dossier = access.dossiers.create("Regio")
        limited(store, file.stat().st_size // 4096 + 60)
        with pytest.raises(StorageFull, match="full"):
            access.attachments.store(dossier.id, "groot", "text/plain", b"x" * 2**20)
        assert access.attachments.count(dossier.id) == 0
        assert access.log.count(dossier.id) == 1
        assert access.dossiers.create("Klein").name == "Klein"


def limited(store: Store, pages: int) -> None:
    """Give a file of SQLite room for so many pages: it then meets the end of a disk."""
    engine = store._database._engine
    engine.dispose()

    @event.listens_for(engine, "connect")
    def connected(connection: Connection, _: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")


def test_a_database_of_a_later_release_is_left_alone(access: Access, database: str) -> None:
    engine = create_engine(database_url(database))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'r9999'"))
    with pytest.raises(Unusable, match="later release"):
        Store(database)
    with engine.begin() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "r9999"
    engine.dispose()


def test_who_opens_a_file_that_another_has_to_itself_waits(tmp_path: Path) -> None:
    file = str(tmp_path / "dossiers.sqlite")
    Store(file).close()
    other = connect(file, check_same_thread=False, isolation_level=None)
    for statement in ("PRAGMA locking_mode=EXCLUSIVE", "BEGIN EXCLUSIVE", "DELETE FROM log"):
        other.execute(statement)
    leaving = Timer(0.3, other.close)
    leaving.start()
    with Store(file) as store:
        assert store.access(Person("Anna", keeper=True)).dossiers.count() == 0
    leaving.join()


def test_steps_that_are_interrupted_leave_nothing_half_done(
    new_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    # Tables have been made by then.
    monkeypatch.setattr("alembic.op.create_index", interrupted)
    with pytest.raises(KeyboardInterrupt):
        Store(new_database)
    monkeypatch.undo()
    engine = create_engine(database_url(new_database))
    assert inspect(engine).get_table_names() == []
    engine.dispose()
    with Store(new_database) as store:
        assert store.access(Person("Anna", keeper=True)).dossiers.create("Regio").revision == 1


def test_the_last_step_is_the_one_that_the_programme_asks_for() -> None:
    from alembic.script import ScriptDirectory

    import dossiers.migrations

    [folder] = dossiers.migrations.__path__
    assert ScriptDirectory(folder).get_current_head() == HEAD


def test_the_tables_are_as_the_programme_knows_them(access: Access, database: str) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    from dossiers.rows import StoredRow

    engine = create_engine(database_url(database))
    with engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), StoredRow.metadata)
    engine.dispose()
    assert found == []


def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "nieuw" / "dossiers.sqlite"
    with Store(str(file)) as store:
        store.access(Person("Anna", keeper=True)).dossiers.create("Regio")
        modes = {one.suffix: stat.S_IMODE(one.stat().st_mode) for one in file.parent.iterdir()}
    assert modes == {".sqlite": 0o600, ".sqlite-wal": 0o600, ".sqlite-shm": 0o600}
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("mysql://server/db", "PostgreSQL"),
        ("postgresql://nobody@127.0.0.1:1/none?connect_timeout=1", "cannot be opened"),
    ],
)
def test_what_is_no_database_is_said(given: str, said: str) -> None:
    with pytest.raises(Unusable, match=said):
        Store(given)


def test_a_folder_and_a_file_that_is_no_database_are_said(tmp_path: Path) -> None:
    (tmp_path / "tekst").write_text("geen database, maar tekst " * 100)
    for wrong in (tmp_path, tmp_path / "tekst"):
        with pytest.raises(Unusable, match="cannot be opened"):
            Store(str(wrong))
