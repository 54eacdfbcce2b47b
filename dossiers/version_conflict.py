"""Two who saved at once: both versions, and what differs."""

from __future__ import annotations

from dossiers.records import Version
from models.language import Text
from models.scenario import Scenario
from scenarios import ScenarioDifference, scenario_differences


class VersionConflict(Exception):
    """Somebody else saved a version meanwhile; carries both, and what differs.

    Parameters
    ----------
    latest
        The version that is the latest by now.
    theirs, yours
        What that version says, and what was to be saved.
    """

    def __init__(self, latest: Version, theirs: Scenario, yours: Scenario) -> None:
        self.latest = latest
        self.theirs = theirs
        self.yours = yours
        self.text = Text(
            "Meanwhile {person} saved version {version}. Yours was not saved: look at what "
            "differs, and save it from that version.",
            person=latest.created_by,
            version=latest.number,
        )
        super().__init__(self.text.render("en"))

    def __reduce__(self) -> tuple[type[VersionConflict], tuple[Version, Scenario, Scenario]]:
        return type(self), (self.latest, self.theirs, self.yours)

    @property
    def differences(self) -> tuple[ScenarioDifference, ...]:
        """Where they differ: the one is theirs, the other yours."""
        return scenario_differences(self.theirs, self.yours)
