"""The commands `dossier`: what is kept, shown, taken out as files and put back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.ending import Exit, Stop
from cli.files import refusing, write_file
from cli.screen import Screen
from models.language import Text
from models.system_errors import system_text

if TYPE_CHECKING:
    from dossiers import Access

DatabaseOption = Annotated[
    str,
    typer.Option(
        metavar="WHERE",
        envvar="WOONSLEUTEL_DATABASE",
        help="A file, or postgresql://...; without it the user's own.",
    ),
]
DossierArgument = Annotated[str, typer.Argument(metavar="ID", help="The id of a dossier.")]

LAST = 10
"""Lines of the log that are shown; the file that is exported has them all."""


@contextmanager
def refusing_unusable() -> Iterator[None]:
    """Say what cannot be opened or found.

    Raises
    ------
    Stop
        If that is so, or a name is none.
    """
    from dossiers import NothingThere, Unusable
    from models.values import ValueProblem

    try:
        yield
    except (Unusable, NothingThere, ValueProblem) as problem:
        raise Stop(problem.text) from problem


@contextmanager
def opened(database: str) -> Iterator[Access]:
    """Open what is kept, for whoever uses this computer.

    Raises
    ------
    Stop
        If that is not possible, or there is no dossier of that name.
    """
    from dossiers import Store, local_person

    with refusing_unusable(), Store(database) as store:
        yield store.access(local_person())


def listed(context: typer.Context, database: DatabaseOption = "") -> None:
    """List the dossiers."""
    screen: Screen = context.obj
    with opened(database) as access:
        found = access.dossiers.list()
    lines = [f"{each.id}  {each.created_at:%Y-%m-%d}  {each.name}\n" for each in found]
    screen.write("".join(lines).encode())
    if not found:
        screen.say(Text("There are no dossiers here yet."))


def shown(
    context: typer.Context, identifier: DossierArgument, database: DatabaseOption = ""
) -> None:
    """Show what is in a dossier, and who did what last."""
    screen: Screen = context.obj
    with opened(database) as access:
        lines = [*told(access, identifier, screen)]
    screen.write("".join(f"{line}\n" for line in lines).encode())


def told(access: Access, identifier: str, screen: Screen) -> Iterator[str]:
    """Give the lines that say what is in a dossier."""
    yield access.dossiers.get(identifier).name
    for title, names in (
        (
            Text("Scenarios"),
            [f"{one.name} ({one.version})" for one in access.scenarios.list(identifier)],
        ),
        (Text("Plans"), [one.name for one in access.plans.list(identifier)]),
        (Text("Positions"), [one.name for one in access.positions.list(identifier)]),
        (Text("Results"), [one.name for one in access.results.list(identifier)]),
        (Text("Attachments"), [one.name for one in access.attachments.list(identifier)]),
    ):
        if names:
            yield ""
            yield screen.words(title)
            yield from (f"  {name}" for name in names)
    yield ""
    for line in reversed(access.log.list(identifier, most=LAST)):
        when = line.at.astimezone().strftime("%Y-%m-%d %H:%M")
        yield f"{when}  {line.who}  {screen.words(line.text)}"


def exported(
    context: typer.Context,
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Where the files go, each named after its id.")
    ],
    identifiers: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Which; without any, all of them.")
    ] = None,
    database: DatabaseOption = "",
) -> None:
    """Write dossiers as files, one each: together they are a backup."""
    screen: Screen = context.obj
    with opened(database) as access:
        chosen = identifiers or [each.id for each in access.dossiers.list()]
        with refusing(folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for identifier in chosen:
            target = folder / f"{identifier}.json"
            if target.exists():
                raise Stop(
                    Text("“{path}” is there already. Name another folder.", path=str(target))
                )
            write_file(target, access.archive.export(identifier), private=True)
    screen.say(
        Text("{number} dossiers written to {folder}.", number=len(chosen), folder=str(folder))
    )


def imported(
    context: typer.Context,
    sources: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="What was exported: files, or folders.")
    ],
    database: DatabaseOption = "",
) -> None:
    """Put dossiers back from files; one that is there already is left as it is, and told."""
    from dossiers import InvalidArchive

    screen: Screen = context.obj
    refused = 0
    with opened(database) as access:
        files = [file for each in sources for file in files_in(each)]
        for file in files:
            try:
                access.archive.restore(file.read_bytes())
            except OSError as problem:
                said = system_text(problem)
                text = Text("“{file}” cannot be read ({problem}).", file=str(file), problem=said)
                raise Stop(text) from problem
            except InvalidArchive as problem:
                refused += 1
                screen.say(Text("{file}: {problem}", file=str(file), problem=problem.text))
    put_back = len(files) - refused
    screen.say(Text("{number} dossiers put back, {refused} not.", number=put_back, refused=refused))
    if refused:
        raise typer.Exit(Exit.USAGE)


def purged(
    context: typer.Context,
    days: Annotated[
        int,
        typer.Option(metavar="DAYS", min=0, help="For how many days nothing was done in them."),
    ],
    do: Annotated[
        bool, typer.Option("--yes", help="Delete them; without this they are only listed.")
    ] = False,
    database: DatabaseOption = "",
) -> None:
    """Delete the dossiers in which nothing was done for long; the log says that they were."""
    from dossiers import Store, local_person

    screen: Screen = context.obj
    with refusing_unusable(), Store(database) as store:
        retention = store.retention(local_person())
        over = retention.purge(days) if do else retention.over(days)
    screen.write("".join(f"{each.id}  {each.name}\n" for each in over).encode())
    if do:
        screen.say(Text("{number} dossiers deleted.", number=len(over)))
    else:
        screen.say(Text("{number} dossiers would go; --yes deletes them.", number=len(over)))


def files_in(source: Path) -> list[Path]:
    """Give a file, or the files in a folder."""
    return sorted(source.glob("*.json")) if source.is_dir() else [source]
