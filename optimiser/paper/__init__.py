"""Paper: what was found as a report that people read, print and keep (PDF)."""

from optimiser.paper.council_pages import report_content
from optimiser.paper.typesetting import as_picture, typeset

__all__ = ["as_picture", "report_content", "typeset"]
