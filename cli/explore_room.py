"""The command `explore room`: the least and the most per municipality, near the best plan."""

from __future__ import annotations

from cli.exploring import Exploration, exploration
from cli.options import WithinOption, share_of


@exploration
def room(
    asked: Exploration,
    within: WithinOption = "1%",
) -> None:
    """Find how few and how many dwellings each municipality can have."""
    from optimiser.explore.room import room as find

    with asked.mistakes:
        share = share_of("--within", within)
    asked.check(["room"])
    read = asked.scenario()
    found = asked.found(
        "rooms",
        read,
        {"within": share},
        lambda limits: find(
            read, share, time_limit=limits["time_limit"], cancelled=limits["cancelled"]
        ),
    )
    from cli.accounts.exploring import room_account

    asked.give(found, room_account)
