"""Faults: what a form says of a field, or of an agreement as a whole."""

from __future__ import annotations

from web.faults import agreement_field


def test_a_fault_of_a_whole_agreement_is_told_by_its_title() -> None:
    agreement = {"id": "total", "kind": "amount", "title": {"nl": "De opgave", "en": "The task"}}
    assert agreement_field(agreement, "").render("nl") == "De opgave"
    assert agreement_field(agreement, "at_least").render("nl") == "De opgave: minstens"
