"""What is exported from one database is put back in the same or the other kind, whole or not."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dossiers import Access, Dossier, InvalidArchive, NotFound, Person, Store
from models.negotiated import Negotiated, Totals
from tests.cli.running import run
from tests.dossiers.test_store import tiny

Document = dict[str, Any]

MORE = {"agreements": [{"id": "total", "at_least": 20}]}


def filled(access: Access) -> Dossier:
    """Give a dossier with one of everything."""
    dossier = access.dossiers.create("Regio é")
    stored = access.scenarios.create(dossier.id, tiny(12), note="eerste")
    access.scenarios.save(stored.id, tiny(13), based_on=1)
    totals = Negotiated({"new_build": Totals(("municipality",), {("GM0001",): 7})})
    access.plans.store(stored.id, 2, totals, name="Akkoord")
    access.positions.store(stored.id, 2, MORE, name="Inzet")
    access.results.store(stored.id, 1, "comparison", {"part": 0.1}, name="Vergelijking")
    access.attachments.store(dossier.id, "brief.pdf", "application/pdf", bytes(range(256)))
    return dossier


def parts(content: bytes) -> Document:
    """Give what a file says, but for its log."""
    tables: Document = json.loads(content)["tables"]
    return {name: rows for name, rows in tables.items() if name != "log"}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_backup_is_put_back_on_either_database(access: Access, new_database: str) -> None:
    dossier = filled(access)
    content = access.archive.export(dossier.id)
    with Store(new_database) as other:
        elsewhere = other.access(Person("Beheer", keeper=True))
        assert elsewhere.archive.restore(content) == dossier
        assert parts(elsewhere.archive.export(dossier.id)) == parts(content)
        there, here = elsewhere.log.list(dossier.id), access.log.list(dossier.id)
        assert [line.what for line in there[:2]] == ["dossier-exported", "dossier-imported"]
        assert [(one.at, one.who, one.what, one.about) for one in there[2:]] == [
            (one.at, one.who, one.what, one.about) for one in here
        ]
        stored = elsewhere.scenarios.list(dossier.id)[0]
        assert elsewhere.scenarios.save(stored.id, tiny(14), based_on=2).number == 3
        with pytest.raises(InvalidArchive, match="there already"):
            elsewhere.archive.restore(content)
        back = elsewhere.archive.export(dossier.id)
    access.dossiers.delete(dossier.id)
    access.archive.restore(back)
    assert access.scenarios.scenario(stored.id) == tiny(14)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_was_exported_before_there_were_parties_is_put_back(access: Access) -> None:
    dossier = filled(access)
    document = json.loads(access.archive.export(dossier.id))
    tables = document["tables"]
    del tables["parties"], tables["members"], tables["positions"]
    for rows in tables.values():
        for row in rows:
            for column in ("party", "confidentiality", "sources"):
                row.pop(column, None)
    for row in tables["versions"]:
        del row["dossier"]
    access.dossiers.delete(dossier.id)
    old = json.dumps({**document, "form": "woonsleutel-dossier-1"}).encode()
    assert access.archive.restore(old) == dossier
    assert {one.confidentiality for one in access.plans.list(dossier.id)} == {"own-party"}
    assert access.scenarios.scenario(access.scenarios.list(dossier.id)[0].id) == tiny(13)


def edited(change: Callable[[Document], object]) -> Callable[[bytes], bytes]:
    def apply(content: bytes) -> bytes:
        document = json.loads(content)
        change(document)
        return json.dumps(document).encode()

    return apply


def set_in(table: str, column: str, value: object) -> Callable[[bytes], bytes]:
    return edited(lambda document: document["tables"][table][0].update({column: value}))


@pytest.mark.parametrize(
    "change",
    [
        lambda content: b"",
        lambda content: content[:-100],
        lambda content: b"[]",
        lambda content: b"[" * 100_000,
        edited(lambda document: document.update(form="other")),
        edited(lambda document: document["tables"].pop("plans")),
        edited(lambda document: document["tables"]["versions"].pop()),
        edited(lambda document: document["tables"]["versions"][0]["document"].update(name="x")),
        edited(lambda document: document["tables"]["scenarios"].append({})),
        edited(lambda document: document["tables"]["dossiers"].append({})),
        set_in("scenarios", "dossier", "other"),
        set_in("scenarios", "version", "2"),
        set_in("scenarios", "colour", "red"),
        set_in("versions", "scenario_hash", "0" * 64),
        set_in("plans", "version", 3),
        set_in("plans", "tables", {"new_build": [{"municipality": "GM0009", "dwellings": 1}]}),
        set_in("dossiers", "created_at", "2025-01-01T00:00:00"),
        set_in("dossiers", "created_at", "soon"),
        set_in("dossiers", "name", None),
        set_in("attachments", "content", "%%%"),
        set_in("log", "what", "dossier-stolen"),
        set_in("log", "about", {}),
    ],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_file_that_was_changed_is_refused_whole(
    access: Access, change: Callable[[bytes], bytes]
) -> None:
    dossier = filled(access)
    content = change(access.archive.export(dossier.id))
    access.dossiers.delete(dossier.id)
    before = access.log.count(dossier.id)
    with pytest.raises(InvalidArchive, match="changed"):
        access.archive.restore(content)
    assert access.dossiers.count() == 0
    assert access.log.count(dossier.id) == before


def test_the_command_lists_shows_backs_up_and_restores(database: str, tmp_path: Path) -> None:
    with Store(database) as store:
        dossiers = [filled(store.access(Person("Anna", keeper=True))) for _ in range(2)]
    option = ("--database", database)
    listed = run("dossier", "list", *option)
    assert [line.split()[0] for line in listed.stdout.splitlines()] == [d.id for d in dossiers]
    shown = run("dossier", "show", dossiers[0].id, *option).stdout
    for part in ("Regio é", "tiny (2)", "Akkoord", "Vergelijking", "brief.pdf", "Anna"):
        assert part in shown
    folder = tmp_path / "backup"
    assert run("dossier", "export", folder, *option).exit_code == 0
    written = {stat.S_IMODE(one.stat().st_mode) for one in folder.iterdir()}
    assert (stat.S_IMODE(folder.stat().st_mode), written) == (0o700, {0o600})
    again = run("dossier", "export", folder, *option)
    assert (again.exit_code, "there already" in again.stderr) == (2, True)
    elsewhere = ("--database", str(tmp_path / "restored.sqlite"))
    put_back = run("dossier", "import", folder, *elsewhere)
    assert (put_back.exit_code, "2 dossiers put back" in put_back.stderr) == (0, True)
    assert run("dossier", "list", *elsewhere).stdout == listed.stdout
    twice = run("dossier", "import", folder, *elsewhere)
    assert (twice.exit_code, "0 dossiers put back, 2 not" in twice.stderr) == (2, True)


def test_the_command_gives_out_keys_and_purges(tmp_path: Path) -> None:
    file = str(tmp_path / "stored.sqlite")
    option = ("--database", file)
    given = run("key", "new", "sub-anna", "--name", "Anna", "--scope", "write", *option)
    assert given.exit_code == 0
    with Store(file) as store:
        person = store.keys.person(given.stdout.strip())
        assert person == Person("Anna", "sub-anna", scopes=frozenset(["write"]))
        [key] = store.keys.list()
        dossier = store.access(Person("Anna")).dossiers.create("Oud")
    assert given.stdout.strip() not in run("key", "list", *option).stdout
    assert run("key", "revoke", key.id, *option).exit_code == 0
    with Store(file) as store:
        assert store.keys.person(given.stdout.strip()) is None
    for wrong in (("new", "x", "--scope", "all"), ("new", " "), ("revoke", "none")):
        assert run("key", *wrong, *option).exit_code == 2
    over = run("dossier", "purge", "--days", "0", *option)
    assert (dossier.id in over.stdout, "would go" in over.stderr) == (True, True)
    assert dossier.id in run("dossier", "list", *option).stdout
    assert run("dossier", "purge", "--days", "0", "--yes", *option).exit_code == 0
    assert run("dossier", "list", *option).stdout == ""


def test_the_command_says_what_is_not_there(tmp_path: Path) -> None:
    option = ("--database", str(tmp_path / "new.sqlite"))
    assert "no dossiers here yet" in run("dossier", "list", *option).stderr
    for arguments in (("show", "none"), ("export", tmp_path / "folder", "none")):
        missing = run("dossier", *arguments, *option)
        assert (missing.exit_code, "There is no dossier" in missing.stderr) == (2, True)
    unread = run("dossier", "import", tmp_path / "none.json", *option)
    assert (unread.exit_code, "cannot be read" in unread.stderr) == (2, True)
    wrong = run("dossier", "list", "--database", "mysql://x/y")
    assert (wrong.exit_code, "PostgreSQL" in wrong.stderr) == (2, True)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_is_not_there_cannot_be_exported(access: Access) -> None:
    with pytest.raises(NotFound):
        access.archive.export("0" * 32)
