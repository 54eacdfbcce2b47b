"""Everything that a program uses of Woonsleutel, in one name.

>>> import woonsleutel
>>> result = woonsleutel.solve(woonsleutel.library_scenario("noord-veluwe"))

`woonsleutel.client` asks a server the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import optimiser as _optimiser
import scenarios as _scenarios

if TYPE_CHECKING:
    from optimiser import *
    from scenarios import *
else:

    def __getattr__(name: str) -> object:
        """Give what solves and explains, and what reads and writes scenarios."""
        for package in (_optimiser, _scenarios):
            if name in package.__all__:
                return getattr(package, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [*_optimiser.__all__, *_scenarios.__all__]


def __dir__() -> list[str]:
    return sorted(__all__)
