"""Who may see and change what: on both databases, and on PostgreSQL by its own policies too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from dossiers import (
    Access,
    Confidentiality,
    KeyUsedTwice,
    NotAllowed,
    NotFound,
    Person,
    Quota,
    QuotaReached,
    Store,
)
from dossiers.columns import now
from dossiers.database import database_url
from dossiers.walls import Seat
from models.findings import InvalidScenario
from models.negotiated import Negotiated, Totals
from models.values import ValueProblem
from tests.dossiers import postgresql
from tests.dossiers.test_store import tiny

TOTALS = Negotiated({"new_build": Totals(("municipality",), {("GM0001",): 7})})
ANSWER = {"status": "optimal"}
LESS = {"agreements": [{"id": "total", "at_least": 5}]}


@dataclass(frozen=True)
class Table:
    """A chair, two parties and a reader at one table, and what one party put in."""

    store: Store
    chair: Access
    aa: Access
    bee: Access
    reader: Access
    outsider: Access
    dossier: str
    parties: dict[str, str]
    scenario: str
    plan: str
    position: str
    result: str
    file: str
    job: str


def seated(store: Store) -> Table:
    chair = store.access(Person("Voorzitter", "sub-chair"))
    dossier = chair.dossiers.create("Regio").id
    parties = {name: chair.parties.add(dossier, name).id for name in ("Aa", "Bee")}
    for name, party in parties.items():
        chair.members.put(dossier, f"sub-{name}", name=f"Van {name}", role="party", party=party)
    chair.members.put(dossier, "sub-reader", name="Lezer", role="reader")
    aa = store.access(Person("Van Aa", "sub-Aa"))
    scenario = aa.scenarios.create(dossier, tiny(12), name="Bod van Aa").id
    aa.scenarios.save(scenario, tiny(13), based_on=1)
    plan = aa.plans.store(scenario, 2, TOTALS, name="Plan van Aa").id
    position = aa.positions.store(scenario, 2, LESS, name="Inzet van Aa").id
    result = aa.results.store(scenario, 2, "room", ANSWER, name="Ruimte van Aa").id
    file = aa.attachments.store(dossier, "aa.txt", "text/plain", b"geheim").id
    job = aa.jobs.ask(scenario, 2, "room", {"within": "5%"}, name="Vraag van Aa").id
    return Table(
        store,
        chair,
        aa,
        store.access(Person("Van Bee", "sub-Bee")),
        store.access(Person("Lezer", "sub-reader")),
        store.access(Person("Buiten", "sub-outside")),
        dossier,
        parties,
        scenario,
        plan,
        position,
        result,
        file,
        job,
    )


@pytest.fixture
def table(store: Store) -> Table:
    return seated(store)


READS: dict[str, Callable[[Access, Table], Any]] = {
    "scenario": lambda who, at: who.scenarios.get(at.scenario),
    "version": lambda who, at: who.scenarios.version(at.scenario, 2),
    "document": lambda who, at: who.scenarios.document(at.scenario, 2),
    "plan": lambda who, at: who.plans.get(at.plan),
    "tables": lambda who, at: who.plans.tables(at.plan),
    "position": lambda who, at: who.positions.get(at.position),
    "what a position changes": lambda who, at: who.positions.changes(at.position),
    "result": lambda who, at: who.results.get(at.result),
    "result's answer": lambda who, at: who.results.answer(at.result),
    "attachment": lambda who, at: who.attachments.get(at.file),
    "content": lambda who, at: who.attachments.content(at.file),
    "job": lambda who, at: who.jobs.get(at.job),
    "what a job finds": lambda who, at: who.jobs.entries(at.job, 0, 9),
}


def hidden(who: Access, at: Table) -> None:
    for what, read in READS.items():
        with pytest.raises(NotFound):
            pytest.fail(f"{who.person.name} saw the {what}: {read(who, at)}")


def test_what_a_party_puts_in_is_seen_by_itself_alone(table: Table) -> None:
    for read in READS.values():
        if read is not READS["result's answer"]:
            read(table.aa, table)
    for who in (table.bee, table.chair, table.reader, table.outsider):
        hidden(who, table)
    for who in (table.bee, table.chair, table.reader):
        for section in (
            who.scenarios,
            who.plans,
            who.positions,
            who.results,
            who.attachments,
            who.jobs,
        ):
            assert (section.count(table.dossier), section.list(table.dossier)) == (0, ())
    for call in (table.outsider.dossiers.get, table.outsider.scenarios.list):
        with pytest.raises(NotFound):
            call(table.dossier)
    assert table.outsider.dossiers.list() == ()


@pytest.mark.parametrize(
    ("audience", "seeing"),
    [
        ("chair", {"chair"}),
        ("table", {"chair", "bee", "reader"}),
        ("public", {"chair", "bee", "reader", "outsider"}),
    ],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_is_shared_is_seen_by_whom_it_is_shared_with(
    table: Table, audience: Confidentiality, seeing: set[str]
) -> None:
    for sharing in (table.aa.plans, table.aa.positions, table.aa.results, table.aa.jobs):
        [one] = sharing.list(table.dossier)
        assert sharing.widest([one.id, "gone"]) == ["own-party", "own-party"]
        with pytest.raises(NotAllowed, match="not shared so widely"):
            sharing.share(one.id, audience)
    table.aa.scenarios.share_version(table.scenario, 2, audience)
    table.aa.plans.share(table.plan, audience)
    table.aa.positions.share(table.position, audience)
    table.aa.results.share(table.result, audience)
    widest = (table.aa.plans.widest([table.plan]), table.aa.jobs.widest([table.job]))
    assert widest == ([audience], [audience])
    table.aa.attachments.share(table.file, audience)
    table.aa.jobs.share(table.job, audience)
    for name in ("chair", "bee", "reader", "outsider"):
        who: Access = getattr(table, name)
        if name not in seeing:
            hidden(who, table)
            continue
        for read in READS.values():
            read(who, table)
        # The version before it was never shared.
        with pytest.raises(NotFound):
            who.scenarios.document(table.scenario, 1)
    if audience != "public":
        with pytest.raises(NotAllowed, match="stays shared"):
            table.aa.plans.share(table.plan, "own-party")


def test_what_the_chair_puts_in_is_shared_with_the_table_or_with_all(table: Table) -> None:
    """The chair sees it from the beginning; what a party puts in is shown to the chair first."""
    [theirs] = table.aa.plans.list(table.dossier)
    own = replace(theirs, party=None)
    assert Seat("chair").can_share(own, "own-party") == ("table", "public")
    assert Seat("chair").can_share(theirs, "own-party") == ()
    shown = Seat("party", theirs.party).can_share(theirs, "own-party")
    assert shown == ("chair", "table", "public")


def test_a_version_after_the_shared_one_is_a_draft_again(table: Table) -> None:
    table.aa.scenarios.share_version(table.scenario, 2, "table")
    table.aa.scenarios.save(table.scenario, tiny(14), based_on=2)
    assert table.aa.scenarios.get(table.scenario).version == 3
    for who in (table.bee, table.chair):
        assert who.scenarios.get(table.scenario).version == 2
        assert [each.number for each in who.scenarios.versions(table.scenario)] == [2]
        assert who.scenarios.count_versions(table.scenario) == 1
        assert who.scenarios.scenario(table.scenario) == tiny(13)
    exported = table.bee.archive.export(table.dossier).decode()
    assert tiny(13).content_hash in exported
    drafts = (tiny(12).content_hash, tiny(14).content_hash, "Plan van Aa", "Inzet", "aa.txt")
    for secret in drafts:
        assert secret not in exported


def test_who_sees_a_thing_does_not_change_it(table: Table) -> None:
    table.aa.scenarios.share_version(table.scenario, 2, "table")
    table.aa.plans.share(table.plan, "table")
    table.aa.positions.share(table.position, "table")
    for who in (table.bee, table.chair, table.reader):
        for change in (
            lambda who=who: who.plans.delete(table.plan),
            lambda who=who: who.plans.share(table.plan, "public"),
            lambda who=who: who.positions.delete(table.position),
            lambda who=who: who.positions.share(table.position, "public"),
            lambda who=who: who.scenarios.save(table.scenario, tiny(15), based_on=2),
            lambda who=who: who.scenarios.rename(table.scenario, "Anders"),
            lambda who=who: who.scenarios.share_version(table.scenario, 2, "public"),
            lambda who=who: who.scenarios.delete(table.scenario),
        ):
            with pytest.raises(NotAllowed):
                change()
    with pytest.raises(NotAllowed, match="built on it"):
        table.aa.scenarios.delete(table.scenario)
    with pytest.raises(NotAllowed, match="puts nothing in"):
        table.reader.scenarios.create(table.dossier, tiny(12))
    for who in (table.aa, table.reader):
        with pytest.raises(NotAllowed, match="Only the chair"):
            who.dossiers.rename(table.dossier, "Van ons")
        with pytest.raises(NotAllowed, match="Only the chair"):
            who.members.put(table.dossier, "sub-Aa", name="Van Aa", role="chair")
    assert table.bee.plans.store(table.scenario, 2, TOTALS, name="Tegenbod").party != (
        table.aa.plans.get(table.plan).party
    )


def test_what_two_parties_ask_alike_is_worked_out_for_each(table: Table) -> None:
    table.aa.scenarios.share_version(table.scenario, 2, "table")
    same = table.bee.jobs.ask(table.scenario, 2, "room", {"within": "5%"})
    assert same.id != table.job
    assert (same.state, same.created_by) == ("waiting", "Van Bee")
    assert [job.id for job in table.bee.jobs.list(table.dossier)] == [same.id]


def test_a_compromise_names_only_what_its_chair_may_see(table: Table) -> None:
    common = table.chair.scenarios.create(table.dossier, tiny(11), name="Gezamenlijk").id
    named = {"positions": {"Aa": {"scenario": table.scenario, "version": 2}}}
    with pytest.raises(NotFound):
        table.chair.jobs.ask(common, 1, "compromise", named)
    table.aa.scenarios.share_version(table.scenario, 2, "chair")
    job = table.chair.jobs.ask(common, 1, "compromise", named)
    queue = table.store.queue()
    asked = {}
    while (lease := queue.take()) is not None:
        asked[lease.job.id] = lease.asked
        queue.finish(lease, ANSWER)
    assert asked[job.id]["parties"]["Aa"] == table.aa.scenarios.document(table.scenario, 2)
    table.chair.scenarios.share_version(common, 1, "public")
    with pytest.raises(NotAllowed, match="not shared so widely"):
        table.chair.jobs.share(job.id, "table")
    table.aa.scenarios.share_version(table.scenario, 2, "table")
    table.chair.jobs.share(job.id, "table")
    assert table.bee.jobs.answer(job.id) == ANSWER
    with pytest.raises(NotAllowed):
        table.chair.jobs.share(job.id, "public")
    with pytest.raises(ValueProblem):
        table.chair.jobs.ask(common, 1, "compromise", {"positions": {"Aa": 3}})


def test_the_chair_seeks_a_compromise_between_positions_that_only_the_chair_was_shown(
    table: Table,
) -> None:
    """What each changes lies over what they are asked about; nobody else hears what it says."""
    common = table.chair.scenarios.create(table.dossier, tiny(11), name="Gezamenlijk").id
    table.chair.scenarios.share_version(common, 1, "table")
    put_in = {
        name: who.positions.store(common, 1, {"name": {"nl": name, "en": name}}, name=name).id
        for name, who in (("Aa", table.aa), ("Bee", table.bee))
    }
    named = {"positions": {name: {"position": one} for name, one in put_in.items()}}
    table.aa.positions.share(put_in["Aa"], "chair")
    with pytest.raises(NotFound, match="position"):
        table.chair.jobs.ask(common, 1, "compromise", named)
    table.bee.positions.share(put_in["Bee"], "chair")
    assert [one.name for one in table.chair.positions.list(table.dossier)] == ["Aa", "Bee"]
    assert [one.name for one in table.bee.positions.list(table.dossier)] == ["Bee"]
    job = table.chair.jobs.ask(common, 1, "compromise", named)
    queue = table.store.queue()
    asked = {}
    while (lease := queue.take()) is not None:
        asked[lease.job.id] = lease.asked
        queue.finish(lease, ANSWER)
    changed = {name: {"name": {"nl": name, "en": name}} for name in put_in}
    assert asked[job.id]["parties"] == changed
    with pytest.raises(NotAllowed, match="not shared so widely"):
        table.chair.jobs.share(job.id, "table")
    with pytest.raises(NotFound):
        table.bee.jobs.get(job.id)
    for one, who in (("Aa", table.aa), ("Bee", table.bee)):
        who.positions.share(put_in[one], "table")
    table.chair.jobs.share(job.id, "table")
    assert table.bee.jobs.answer(job.id) == ANSWER


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_position_is_of_the_same_region_and_stays_as_it_was_put_in(table: Table) -> None:
    elsewhere = {"horizon": {"first_year": 2025, "last_year": 2039}}
    for wrong in (elsewhere, {"agreements": [{"id": "total", "at_least": "veel"}]}, {"x": 1}):
        with pytest.raises(InvalidScenario):
            table.aa.positions.store(table.scenario, 2, wrong, name="Elders")
    once = table.aa.positions.store(table.scenario, 2, LESS, name="Inzet", once="1")
    assert table.aa.positions.store(table.scenario, 2, LESS, name="Inzet", once="1") == once
    with pytest.raises(KeyUsedTwice):
        table.aa.positions.store(table.scenario, 1, LESS, name="Inzet", once="1")
    assert table.aa.positions.changes(once.id) == LESS


def test_the_chair_reads_who_did_what_and_nothing_of_what_was_not_shared(table: Table) -> None:
    secret = (
        "Bod van Aa",
        "Plan van Aa",
        "Inzet van Aa",
        "Ruimte van Aa",
        "aa.txt",
        "Vraag van Aa",
    )
    for who in (table.chair, table.bee, table.reader):
        told = str(who.log.list(table.dossier))
        assert not any(each in told for each in secret)
    assert {line.what for line in table.chair.log.list(table.dossier)} == {
        "dossier-created",
        "party-added",
        "member-put",
    }
    assert len(table.aa.log.list(table.dossier)) == 7
    assert (table.bee.log.count(table.dossier), table.reader.log.count(table.dossier)) == (0, 0)
    table.aa.scenarios.share_version(table.scenario, 2, "table")
    table.bee.scenarios.document(table.scenario, 2)
    seen, shared, *_ = table.chair.log.list(table.dossier)
    assert (seen.who, seen.role, seen.what) == ("Van Bee", "party", "version-seen")
    assert (shared.who, shared.role, shared.what) == ("Van Aa", "party", "version-shared")
    assert all(line.text.render("nl") for line in table.chair.log.list(table.dossier))
    table.chair.dossiers.delete(table.dossier)
    assert table.chair.log.list(table.dossier)[0].what == "dossier-deleted"


def test_a_dossier_keeps_a_chair_and_nobody_changes_sides(table: Table) -> None:
    members = table.chair.members
    for change in (
        lambda: members.remove(table.dossier, "sub-chair"),
        lambda: members.put(table.dossier, "sub-chair", name="V", role="reader"),
        lambda: members.put(
            table.dossier, "sub-Aa", name="A", role="party", party=table.parties["Bee"]
        ),
        lambda: members.put(table.dossier, "sub-Aa", name="A", role="chair"),
        lambda: members.put(table.dossier, "nieuw", name="N", role="party"),
        lambda: members.put(
            table.dossier, "nieuw", name="N", role="chair", party=table.parties["Aa"]
        ),
        lambda: table.chair.parties.remove(table.dossier, table.parties["Aa"]),
    ):
        with pytest.raises(NotAllowed):
            change()
    with pytest.raises(NotFound):
        members.put(table.dossier, "nieuw", name="N", role="party", party="0" * 32)
    members.put(table.dossier, "tweede", name="Tweede", role="chair")
    members.remove(table.dossier, "sub-chair")
    with pytest.raises(NotFound):
        table.chair.dossiers.get(table.dossier)
    assert [each.person for each in table.bee.members.list(table.dossier)] == [
        "sub-reader",
        "tweede",
        "sub-Aa",
        "sub-Bee",
    ]
    assert [each.name for each in table.bee.parties.list(table.dossier)] == ["Aa", "Bee"]


def test_a_key_of_the_caller_does_not_reach_another_party(table: Table) -> None:
    mine = table.aa.scenarios.create(table.dossier, tiny(12), once="1")
    theirs = table.bee.scenarios.create(table.dossier, tiny(12), once="1")
    assert mine.id != theirs.id
    with pytest.raises(KeyUsedTwice):
        table.bee.scenarios.create(table.dossier, tiny(13), once="1")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_nobody_fills_the_storage_of_all(database: str) -> None:
    with Store(database, Quota(dossiers=1, things=2, bytes=10, entries=1)) as store:
        access = store.access(Person("Anna"))
        dossier = access.dossiers.create("Regio").id
        with pytest.raises(QuotaReached):
            access.dossiers.create("Nog een")
        access.attachments.store(dossier, "een", "text/plain", b"12345678")
        with pytest.raises(QuotaReached):
            access.attachments.store(dossier, "twee", "text/plain", b"123")
        access.attachments.store(dossier, "twee", "text/plain", b"12")
        with pytest.raises(QuotaReached):
            access.attachments.store(dossier, "drie", "text/plain", b"")
        scenario = access.scenarios.create(dossier, tiny(12)).id
        access.jobs.ask(scenario, 1, "batch")
        queue = store.queue()
        lease = queue.take()
        assert lease is not None
        queue.finish(lease, ANSWER, {1: {"status": "optimal"}})
        with pytest.raises(QuotaReached, match="variants"):
            access.jobs.ask(scenario, 1, "room")
        access.dossiers.delete(dossier)
        assert access.dossiers.create("Weer een").name == "Weer een"


def test_a_script_does_what_its_key_is_for_until_it_ends(store: Store) -> None:
    anna = Person("Anna", "sub-anna")
    dossier = store.access(anna).dossiers.create("Regio")
    soon = now() + timedelta(days=1)
    key, secret = store.keys.new(anna, soon, scopes=["read"], by=anna)
    assert store.keys.list() == (key,)
    assert secret not in str(key)
    script = store.keys.person(secret)
    assert script is not None
    access = store.access(script)
    assert access.dossiers.list() == (dossier,)
    with pytest.raises(NotAllowed, match="write"):
        access.dossiers.create("Van een script")
    for wrong in ("", "wsk_", secret[:-1], secret.removeprefix("wsk_"), f"{secret}x", key.id):
        assert store.keys.person(wrong) is None
    store.keys.revoke(key.id)
    assert store.keys.person(secret) is None
    with pytest.raises(NotFound):
        store.keys.revoke("none")
    with pytest.raises(ValueProblem):
        store.keys.new(anna, now(), scopes=["read"], by=anna)


def test_what_nobody_touched_for_long_is_purged_with_a_line_in_the_log(store: Store) -> None:
    keeper = Person("Beheer", keeper=True)
    dossier = store.access(Person("Anna")).dossiers.create("Oud")
    retention = store.retention(keeper)
    assert retention.over(1) == retention.purge(1) == ()
    assert retention.over(0) == (dossier,)
    assert retention.purge(0) == (dossier,)
    assert store.access(keeper).dossiers.list() == ()
    line = store.access(keeper).log.list(dossier.id)[0]
    assert (line.who, line.what) == ("Beheer", "dossier-purged")


@pytest.fixture(scope="module")
def without_rights() -> str:
    """Give a database of somebody who does not administer PostgreSQL: for them policies hold."""
    administered = postgresql.new_database()
    engine = create_engine(database_url(administered))
    with engine.begin() as connection:
        connection.execute(text("CREATE ROLE service LOGIN"))
        connection.execute(text("GRANT ALL ON SCHEMA public TO service"))
    engine.dispose()
    return database_url(administered).set(username="service").render_as_string(False)


def test_postgresql_hides_by_itself_what_the_programme_would_forget(without_rights: str) -> None:
    url = database_url(without_rights)
    with Store(without_rights) as store:
        at = seated(store)
        queue = store.queue()
        lease = queue.take()
        assert lease is not None
        queue.renew(lease, None, 0, 0, {1: {"status": "optimal"}})
        at.aa.scenarios.share_version(at.scenario, 2, "table")
        test_who_sees_a_thing_does_not_change_it(seated(store))
        test_a_compromise_names_only_what_its_chair_may_see(seated(store))
    engine = create_engine(url)

    def seen(person: str | None) -> dict[str, int]:
        counted = {}
        with engine.begin() as connection:
            if person is not None:
                person_set = text("SELECT set_config('woonsleutel.person', :person, true)")
                connection.execute(person_set, {"person": person})
            for kind in (
                "scenarios",
                "versions",
                "plans",
                "positions",
                "results",
                "attachments",
                "jobs",
            ):
                found = text(f"SELECT count(*) FROM {kind} WHERE dossier = :dossier")
                counted[kind] = connection.scalar(found, {"dossier": at.dossier}) or 0
            parts = text("SELECT count(*) FROM entries WHERE job = :job")
            counted["entries"] = connection.scalar(parts, {"job": at.job}) or 0
        return counted

    kinds = ("plans", "positions", "results", "attachments", "jobs", "entries")
    all_of_them, none = dict.fromkeys(kinds, 1), dict.fromkeys(kinds, 0)
    assert seen("sub-Aa") == {"scenarios": 1, "versions": 2, **all_of_them}
    for other in ("sub-Bee", "sub-chair", "sub-reader"):
        assert seen(other) == {"scenarios": 1, "versions": 1, **none}
    for nobody in ("sub-outside", "", None):
        assert seen(nobody) == {"scenarios": 0, "versions": 0, **none}
    with engine.begin() as connection:
        connection.execute(text("SELECT set_config('woonsleutel.person', 'sub-Bee', true)"))
        taken = text("UPDATE scenarios SET name = 'van ons' WHERE id = :id")
        assert connection.execute(taken, {"id": at.scenario}).rowcount == 0
        gone = text("DELETE FROM entries WHERE job = :id")
        assert connection.execute(gone, {"id": at.job}).rowcount == 0
    engine.dispose()
