"""A line of the log, and the sentence that it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dossiers.records import StoredRecord
from models.language import Text

WORDS = {
    "audience": {
        "chair": Text("for the chair"),
        "table": Text("for the table"),
        "public": Text("for everybody"),
    },
    "given": {
        "reader": Text("a reader"),
        "party": Text("somebody who acts for a party"),
        "chair": Text("a chair"),
    },
}
"""How codes in a line are read."""

JOBS: Mapping[str, Text] = {
    "solve": Text("Plan"),
    "compare_plans": Text("Comparison"),
    "room": Text("Room of each municipality"),
    "front": Text("What one goal costs another"),
    "prices": Text("What each agreement costs"),
    "alternatives": Text("Plans that are nearly as good"),
    "compromise": Text("Nearest plan"),
    "compare_keys": Text("Comparison of keys"),
    "explanation": Text("Explanation"),
    "batch": Text("Variants"),
    "check": Text("Checks"),
    "evaluate": Text("Plan held against the agreements"),
}
"""What is called what somebody has worked out."""


def job_called(kind: str, name: str) -> Text | str:
    """Call something that is worked out as its page does.

    Parameters
    ----------
    kind
        What is worked out.
    name
        Of what.

    Returns
    -------
    Text or str
        Both; of a kind that nothing is called after only the name.
    """
    return Text("{kind}: {name}", kind=JOBS[kind], name=name) if kind in JOBS else name


@dataclass(frozen=True, slots=True)
class LogLine(StoredRecord):
    """Who did what, and when. It is never changed, and it stays when its dossier goes.

    It has no number: what is missing between two would tell how often others did something.

    Parameters
    ----------
    dossier
        The dossier's id.
    at, who, role
        When, by whom and in what role.
    what
        What was done, with a fixed code: ``version-saved``.
    about
        What it was done to: names and numbers.
    """

    dossier: str
    at: datetime
    who: str
    role: str
    what: str
    about: Mapping[str, Any]

    @property
    def text(self) -> Text:
        """What was done, as a sentence."""
        sentences = {
            "dossier-created": "Created the dossier “{name}”.",
            "dossier-renamed": "Named the dossier “{name}”; before that “{before}”.",
            "dossier-deleted": "Deleted the dossier “{name}” with all that was in it.",
            "dossier-exported": "Exported the dossier “{name}”.",
            "dossier-imported": "Imported the dossier “{name}”.",
            "dossier-purged": "Purged the dossier “{name}”: it was stored for {days} days.",
            "party-added": "Gave “{name}” a place at the table.",
            "party-removed": "Took the place of “{name}” at the table away.",
            "party-dismissed": "Let “{name}” leave the table.",
            "member-put": "Let in {name} as {given}.",
            "member-removed": "Let out {name}.",
            "scenario-kept": "Put in the scenario “{name}”.",
            "scenario-renamed": "Named the scenario “{name}”; before that “{before}”.",
            "scenario-deleted": "Deleted the scenario “{name}” with its versions.",
            "version-shared": "Shared version {version} of the scenario “{name}” ({audience}).",
            "version-seen": "Saw version {version} of the scenario “{name}”.",
            "version-saved": "Saved version {version} of the scenario “{name}”.",
            "plan-kept": "Stored the plan “{name}”.",
            "plan-shared": "Shared the plan “{name}” ({audience}).",
            "plan-seen": "Saw the plan “{name}”.",
            "plan-deleted": "Deleted the plan “{name}”.",
            "position-kept": "Put in the position “{name}”.",
            "position-shared": "Shared the position “{name}” ({audience}).",
            "position-seen": "Saw the position “{name}”.",
            "position-deleted": "Withdrew the position “{name}”.",
            "result-kept": "Stored the result “{name}”.",
            "result-shared": "Shared the result “{name}” ({audience}).",
            "result-seen": "Saw the result “{name}”.",
            "result-deleted": "Deleted the result “{name}”.",
            "job-kept": "Asked for “{name}”.",
            "job-cancelled": "Cancelled “{name}”.",
            "job-shared": "Shared the answer to “{name}” ({audience}).",
            "job-seen": "Saw the answer to “{name}”.",
            "job-deleted": "Deleted “{name}”.",
            "attachment-kept": "Attached the file “{name}”.",
            "attachment-shared": "Shared the file “{name}” ({audience}).",
            "attachment-seen": "Saw the file “{name}”.",
            "attachment-deleted": "Deleted the file “{name}”.",
        }
        said = {name: WORDS.get(name, {}).get(value, value) for name, value in self.about.items()}
        if "kind" in said:
            said["name"] = job_called(said.pop("kind"), said["name"])
        return Text(sentences[self.what], **said)
