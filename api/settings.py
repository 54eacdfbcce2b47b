"""What whoever runs the service decides: its size, its limits and its contact."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from models.language import Text

PREFIX = "WOONSLEUTEL_"
"""A setting ``body_bytes`` is read from ``WOONSLEUTEL_BODY_BYTES``."""


def processors() -> int:
    """Count the processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


CLIENTS = frozenset((f"{PREFIX}KEY", f"{PREFIX}KEY_FILE"))
"""What the command says to a server of somebody else's, and is nothing to a service."""


class UnfitSetting(ValueError):
    """A setting that cannot be used.

    Parameters
    ----------
    name
        Which, without the prefix.
    said
        What is the matter, for a reader.
    """

    def __init__(self, name: str, said: Text) -> None:
        self.text = Text("{name}: {said}", name=f"{PREFIX}{name.upper()}", said=said)
        super().__init__(self.text.render("en"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of the service.

    Parameters
    ----------
    workers
        Processes that solve.
    checkers
        Processes that check and evaluate, so that those never wait for a solve. One is there from
        the start, the others once somebody waits for it; what is large leaves one to the others.
    queue
        Requests that may wait for a process, per kind; one more is refused with 503.
    patience
        Seconds that a request may wait for a process; at most half of its time limit.
    time_limit
        Seconds that a solve may take, also when the client asks for more.
    body_bytes
        The largest body.
    body_seconds
        Seconds in which a body must have arrived.
    header_seconds
        Seconds in which the head of a request must have arrived.
    connections
        The most connections at once.
    bytes_under_way
        Bytes of all bodies together that may be on their way in; one more is refused with 503.
    rows
        The most rows that all tables of a scenario or plan may have together.
    unknowns
        The most unknowns, and the most requirements, that a scenario may give.
    memory
        Megabytes that one worker process may use.
    batch_processes
        Processes that solve the variants of a batch or the parts of a country at once, besides the
        workers.
    batch_scheduler
        The address of a Dask scheduler whose processes do that instead.
    batch_variants
        The most variants that a batch may have.
    batch_seconds
        Seconds that all variants of a batch may take together.
    database
        Where dossiers are stored: a file, or a URL that begins with ``postgresql://``; when it is
        empty, a file in the folder that the system has for a user's own data. With ``off`` the
        service keeps none.
    job_workers
        Processes that work on jobs of dossiers, besides the others.
    job_seconds
        Seconds that a job may take.
    job_days
        Days for which its answer is stored.
    url
        Where the service can be reached from outside (``https://woonsleutel.gemeente.example``);
        empty when only relative addresses are known.
    contact_name, contact_url, contact_email
        Whom a user of the service can turn to.
    login
        How people say who they are, beyond this computer: with ``oidc`` (OpenID Connect), by a
        ``proxy`` that says it for them, or with ``keys`` only. Empty when nobody has to, because
        only the one person of this computer gets at dossiers. Keys of scripts hold with each.
    oidc_issuer, oidc_client, oidc_secret
        Who signs people in, and as whom the service asks.
    oidc_person
        The claim that tells a person from everybody else.
    login_seconds
        Seconds after which people sign in anew.
    proxy_addresses
        From which addresses or networks the proxy comes, separated by commas: nobody else is
        believed.
    proxy_person, proxy_name
        The headers in which the proxy says what tells a person from everybody else, and their name.
    proxy_logout
        Where the proxy signs people out; empty when it does not.
    requests_per_minute
        The most requests of one person, key or address; not of this computer itself.
    kept_dossiers, kept_things, kept_bytes, kept_variants
        The most dossiers that one person chairs, and the most things of a kind, and bytes of
        files, that one party keeps in one; with so many variants of batches it begins no other.
    security_txt
        A file to serve as ``/.well-known/security.txt`` (RFC 9116); without it there is none.

    Raises
    ------
    ValueError
        If a number is not positive (``queue`` may be zero), or the file cannot be served.
    """

    workers: int = field(default_factory=processors)
    checkers: int = 2
    queue: int = 40
    patience: float = 30.0
    time_limit: float = 60.0
    body_bytes: int = 16 * 2**20
    body_seconds: float = 30.0
    header_seconds: float = 10.0
    connections: int = 500
    bytes_under_way: int = 128 * 2**20
    rows: int = 100_000
    unknowns: int = 250_000
    memory: int = 4096
    batch_processes: int = 1
    batch_scheduler: str = ""
    batch_variants: int = 10_000
    batch_seconds: float = 7 * 24 * 3600.0
    database: str = ""
    job_workers: int = 1
    job_seconds: float = 3600.0
    job_days: float = 30.0
    url: str = ""
    contact_name: str = "Woonsleutel maintainers"
    contact_url: str = "https://woonsleutel.example"
    contact_email: str = "woonsleutel@woonsleutel.example"
    login: str = ""
    oidc_issuer: str = ""
    oidc_client: str = ""
    oidc_secret: str = field(default="", repr=False)
    oidc_person: str = "sub"
    login_seconds: int = 8 * 3600
    proxy_addresses: str = ""
    proxy_person: str = "X-Remote-User"
    proxy_name: str = "X-Remote-Name"
    proxy_logout: str = ""
    requests_per_minute: int = 600
    kept_dossiers: int = 100
    kept_things: int = 1_000
    kept_bytes: int = 256 * 2**20
    kept_variants: int = 100_000
    security_txt: str = ""

    def __post_init__(self) -> None:
        for one in fields(self):
            value = getattr(self, one.name)
            least = 0 if one.name == "queue" else 1e-3
            if isinstance(value, int | float) and not least <= value < float("inf"):
                raise UnfitSetting(one.name, Text("{value} is out of range", value=f"{value:g}"))
        if self.url.endswith("/"):
            raise UnfitSetting("url", Text("leave out the slash at the end"))
        for name in ("url", "oidc_issuer", "contact_url"):
            address = urlsplit(getattr(self, name))
            if getattr(self, name) and not (address.scheme in ("http", "https") and address.netloc):
                raise UnfitSetting(name, Text("an address begins with http:// or https://"))
        self._check_login()
        if self.security_txt:
            self.security_text()

    def _check_login(self) -> None:
        """See that people can say who they are, if they have to.

        Raises
        ------
        UnfitSetting
            If something is missing for that.
        """
        needed = {
            "": (),
            "keys": ("url",),
            "proxy": ("url", "proxy_addresses"),
            "oidc": ("url", "oidc_issuer", "oidc_client", "oidc_secret"),
        }
        if self.login not in needed:
            raise UnfitSetting(
                "login", Text("“{value}” is not oidc, proxy or keys", value=self.login)
            )
        for name in needed[self.login]:
            if not getattr(self, name):
                asks = Text("{setting} asks for it", setting=f"{PREFIX}LOGIN={self.login}")
                raise UnfitSetting(name, asks)
        self.proxies()
        for name in ("url", "oidc_issuer"):
            parts = urlsplit(getattr(self, name))
            safe = parts.scheme == "https" or parts.hostname in ("localhost", "127.0.0.1", "::1")
            if self.login and getattr(self, name) and not safe:
                raise UnfitSetting(name, Text("who signs in does so with https://"))

    def proxies(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """Give the networks from which the proxy comes.

        Returns
        -------
        tuple
            The networks; an address is one of itself.

        Raises
        ------
        UnfitSetting
            If there is something else among them.
        """
        try:
            named = [one.strip() for one in self.proxy_addresses.split(",") if one.strip()]
            return tuple(ip_network(one) for one in named)
        except ValueError as problem:
            said = Text(
                "{value} cannot be used ({problem})",
                value=self.proxy_addresses,
                problem=str(problem),
            )
            raise UnfitSetting("proxy_addresses", said) from None

    def security_text(self) -> str:
        """Read the file with the security contact.

        Returns
        -------
        str
            Its content.

        Raises
        ------
        UnfitSetting
            If it cannot be read, or lacks what RFC 9116 requires.
        """
        try:
            text = Path(self.security_txt).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as problem:
            said = Text("{file} cannot be read", file=self.security_txt)
            raise UnfitSetting("security_txt", said) from problem
        for required in ("Contact:", "Expires:"):
            if not any(line.startswith(required) for line in text.splitlines()):
                said = Text("RFC 9116 requires a line “{line}”", line=required)
                raise UnfitSetting("security_txt", said)
        return text

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Read the settings; what is not set keeps its default.

        Parameters
        ----------
        environment
            Values by the names of variables, in the units that the settings have.

        Returns
        -------
        Settings
            The settings.

        Raises
        ------
        UnfitSetting
            If a value is no number where one is asked for, or out of range, or if there is no such
            setting; names the variable.
        """
        known = {f"{PREFIX}{one.name.upper()}" for one in fields(cls)}
        for name in sorted(environment.keys() - known - CLIENTS):
            if name.startswith(PREFIX):
                (near, *_) = (*get_close_matches(name, sorted(known), n=1), "")
                said = Text("there is no such setting. Is {near} meant?", near=near)
                unknown = said if near else Text("there is no such setting")
                raise UnfitSetting(name.removeprefix(PREFIX), unknown)
        types = {"int": int, "float": float, "str": str}
        given: dict[str, Any] = {}
        for one in fields(cls):
            name = f"{PREFIX}{one.name.upper()}"
            if value := environment.get(name, ""):
                try:
                    given[one.name] = types[str(one.type)](value)
                except ValueError:
                    raise UnfitSetting(
                        one.name, Text("“{value}” is not a number", value=value)
                    ) from None
        return replace(cls(), **given)
