"""Faults: what a form says of a field, or of an agreement as a whole."""

from __future__ import annotations

from models.findings import Finding
from models.language import Text
from web.faults import agreement_field, told


def test_a_fault_of_a_whole_agreement_is_told_by_its_title() -> None:
    agreement = {"id": "total", "kind": "amount", "title": {"nl": "De opgave", "en": "The task"}}
    assert agreement_field(agreement, "").render("nl") == "De opgave"
    assert agreement_field(agreement, "at_least").render("nl") == "De opgave: minstens"


def test_a_form_says_nothing_of_what_files_call_its_fields() -> None:
    bounds = Text("give at_least, at_most or both, or else exactly")
    assert told(Finding("threshold-missing", "error", bounds)).render("nl") == (
        "vul in: minstens, hoogstens of beide, of anders precies"
    )
    form = Text("{file} cannot be read", file="plan (csv)")
    assert told(Finding("unread", "error", form)).render("nl") == "plan (csv) is niet te lezen"
