"""Paper: what was found as a report that people read, print and keep (PDF)."""

from optimiser.paper.content import content_of, report_content
from optimiser.paper.typesetting import as_picture, typeset

__all__ = ["as_picture", "content_of", "report_content", "typeset"]
