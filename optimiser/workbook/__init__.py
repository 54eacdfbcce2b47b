"""Workbooks (xlsx) for planners: what was asked, found and compared, and on what it rests."""

from optimiser.workbook.book import as_workbook
from optimiser.workbook.content import of_evaluation, of_record

__all__ = ["as_workbook", "of_evaluation", "of_record"]
