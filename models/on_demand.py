"""What a package gives is brought in when it is asked for: libraries take long to come."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module


def on_demand(package: str, homes: Mapping[str, str]) -> Callable[[str], object]:
    """Give what a package looks a name up with that it does not have yet.

    Parameters
    ----------
    package
        The package.
    homes
        In which of its modules each name stands.

    Returns
    -------
    Callable
        For the package's ``__getattr__``; what it found the package has from then on.
    """

    def found(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(f"{package}.{homes[name]}"), name)
        setattr(sys.modules[package], name, value)
        return value

    return found
