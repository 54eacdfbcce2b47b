"""The command `serve`: the service and its page, on this computer."""

from __future__ import annotations

import errno
import gc
import os
import socket
import sys
import threading
import webbrowser
from typing import Annotated
from urllib.parse import urlsplit

import typer

from cli.ending import Stop
from cli.screen import Screen
from models.language import Text
from models.system_errors import system_text


def serve(
    context: typer.Context,
    host: Annotated[
        str,
        typer.Option(metavar="ADDRESS", help="Where to listen; 127.0.0.1 for this computer only."),
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(metavar="PORT", min=0, max=65535, help="The port, 8000 if absent.")
    ] = 8000,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Whether to open the page in a browser.")
    ] = True,
) -> None:
    """Serve until stopped."""
    screen: Screen = context.obj
    # The processes of the service import nothing from the folder that it is started in.
    os.environ["PYTHONSAFEPATH"] = "1"
    with listening(host, port) as listener:
        from api import Settings
        from api.settings import UnfitSetting

        try:
            settings = Settings.from_environment()
        except UnfitSetting as error:
            raise Stop(error.text) from error
        if settings.database != "off" and not own_names(host) and not settings.login:
            raise Stop(
                Text(
                    "At {host} others could reach the dossiers of this computer, and nobody "
                    "would ask who they are. Say how people sign in (WOONSLEUTEL_LOGIN=oidc, proxy "
                    "or keys), leave out --host, or keep no dossiers: WOONSLEUTEL_DATABASE=off.",
                    host=host,
                )
            )
        from api.forks import begin

        begin()
        # Nothing of what is brought in now is garbage, and to look for some takes a fifth of the
        # time.
        gc.disable()
        import uvicorn

        from api import create_app
        from api.deposit import apart_for
        from api.server import server_config
        from dossiers import Unusable
        from web import Doors, Site

        try:
            service = create_app(settings)
        except Unusable as error:
            raise Stop(error.text) from error
        gc.freeze()
        gc.enable()
        where = f"http://{host}:{listener.getsockname()[1]}"
        deposit = service.state.deposit
        if deposit is None:
            screen.say(Text("The service is at {where}; Ctrl+C stops it.", where=where))
            uvicorn.Server(server_config(service, settings)).run(sockets=[listener])
            return
        named = urlsplit(settings.url).hostname if settings.login else None
        hosts = (named,) if named else own_names(host)
        if settings.login == "oidc":
            doors = Doors("/login", "/logout", by_form=True)
        else:
            doors = Doors(sign_out=settings.proxy_logout)
        apart = apart_for(service.state.counter)
        who = service.state.identity.visitor
        site = Site(service, deposit.store, who, hosts, doors, apart=apart)
        screen.say(Text("The page is at {where}; Ctrl+C stops it.", where=where))
        if browser and on_a_desktop():
            threading.Thread(target=webbrowser.open, args=(where,), daemon=True).start()
        uvicorn.Server(server_config(site, settings)).run(sockets=[listener])


def on_a_desktop() -> bool:
    """Tell whether there is a screen for a browser: on a server one would open in the terminal."""
    drawn = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    return drawn or sys.platform in ("darwin", "win32")


def own_names(host: str) -> tuple[str, ...]:
    """Name this computer as its own browser does; none where others reach it by other names."""
    names = ("127.0.0.1", "::1", "localhost")
    return names if host in names else ()


def listening(host: str, port: int) -> socket.socket:
    """Take the address before anything is started for it.

    Raises
    ------
    Stop
        If it cannot be had.
    """
    try:
        family = socket.getaddrinfo(host, port)[0][0]
        listener = socket.create_server((host, port), family=family)
        # Lines inherit it. Without it the end of each answer waits 40 ms for the client.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listener
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            taken = Text(
                "Something else is at port {port} already, perhaps a page of Woonsleutel that is "
                "still open. Stop that, or choose another: {option}.",
                port=str(port),
                option=f"--port {port + 1}",
            )
            raise Stop(taken) from error
        where = f"{host}:{port}"
        problem = system_text(error)
        text = Text("Nothing can listen at {where} ({problem}).", where=where, problem=problem)
        raise Stop(text) from error
