"""How many examples a property is tried on: a third in the quick suite.

All of them with ``make test ARGS="-m hypothesis --hypothesis-profile thorough"``.
"""

from hypothesis import settings

THOROUGH = "thorough"
PART = 3
FEWEST = 5


def examples(number: int) -> settings:
    """Give the settings of a property that is tried on so many examples when there is time."""
    thorough = settings.get_current_profile_name() == THOROUGH
    tried = number if thorough else max(min(number, FEWEST), number // PART)
    return settings(max_examples=tried, deadline=None)
