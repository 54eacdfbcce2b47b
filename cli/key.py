"""The commands `key`: what scripts prove with whose they are, given out and taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, cast, get_args

import typer

from cli.commands import Command, CommandGroup
from cli.dossier import DatabaseOption, refusing_unusable
from cli.ending import Exit
from cli.screen import Screen
from models.language import Text

LONGEST = 366
"""Days that a key holds, at most."""


def new(
    context: typer.Context,
    person: Annotated[
        str,
        typer.Argument(
            metavar="PERSON",
            help="Whose it is: what tells them from everybody else when they sign in.",
        ),
    ],
    days: Annotated[
        int, typer.Option(metavar="DAYS", min=1, max=LONGEST, help="For how many days it holds.")
    ] = 90,
    scope: Annotated[
        list[str] | None,
        typer.Option(metavar="SCOPE", help="What it is for: read, write, or both; read if absent."),
    ] = None,
    name: Annotated[
        str, typer.Option(metavar="NAME", help="How the log names them; PERSON if absent.")
    ] = "",
    database: DatabaseOption = "",
) -> None:
    """Give out a key; it is shown this once."""
    from dossiers import KeyScope, Person, Store, local_person

    screen: Screen = context.obj
    scopes = scope or ["read"]
    unknown = sorted({*scopes} - {*get_args(KeyScope)})
    if unknown:
        text = Text("A key is for read or write, not for “{scope}”.", scope=unknown[0])
        screen.say(text)
        raise typer.Exit(Exit.USAGE)
    until = datetime.now(UTC) + timedelta(days=days)
    with refusing_unusable(), Store(database) as store:
        key, secret = store.keys.new(
            Person(name or person, person),
            until,
            scopes=[cast(KeyScope, each) for each in scopes],
            by=local_person(),
        )
    screen.write(f"{secret}\n".encode())
    screen.say(
        Text(
            "Key {id} holds until {until}. It is not stored, and not shown again.",
            id=key.id,
            until=f"{until:%Y-%m-%d}",
        )
    )


def listed(context: typer.Context, database: DatabaseOption = "") -> None:
    """List the keys that were given out."""
    from dossiers import Store

    screen: Screen = context.obj
    with refusing_unusable(), Store(database) as store:
        found = store.keys.list()
    for key in found:
        over = key.revoked_at or key.expires_at
        until = f"{over:%Y-%m-%d}"
        screen.write(f"{key.id}  {until}  {','.join(key.scopes)}  {key.name}\n".encode())
    if not found:
        screen.say(Text("No key was given out."))


def revoked(
    context: typer.Context,
    identifier: Annotated[str, typer.Argument(metavar="ID", help="The id of a key.")],
    database: DatabaseOption = "",
) -> None:
    """Take a key back, at once."""
    from dossiers import Store

    screen: Screen = context.obj
    with refusing_unusable(), Store(database) as store:
        key = store.keys.revoke(identifier)
    screen.say(Text("The key of {name} holds no longer.", name=key.name))


keys = typer.Typer(
    cls=CommandGroup, rich_markup_mode=None, help="Keys of scripts: new, list, revoke."
)
keys.command("new", cls=Command, help="Give out a key for a script, which is shown once.")(new)
keys.command("list", cls=Command, help="List the keys, with until when they hold.")(listed)
keys.command("revoke", cls=Command, help="Take a key back, at once.")(revoked)
