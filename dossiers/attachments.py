"""Attachments: files that belong with a dossier, stored as they were handed in."""

from __future__ import annotations

from dossiers.in_dossier import InDossier
from dossiers.records import Attachment
from dossiers.rows import AttachmentRow
from dossiers.section import a_name
from models.language import Text
from models.values import ValueProblem
from scenarios.forms.text_files import LARGEST_FILE


class Attachments(InDossier[Attachment]):
    """The attachments that somebody sees."""

    _row = AttachmentRow
    _kind = Attachment

    def store(self, dossier: str, name: str, media_type: str, content: bytes) -> Attachment:
        """Attach a file.

        Parameters
        ----------
        dossier
            The dossier's identifier.
        name, media_type
            The file's name, and what kind of file it is: ``application/pdf``.
        content
            What is in it.

        Returns
        -------
        Attachment
            What was stored.

        Raises
        ------
        NotFound, NotAllowed
            If there is no such dossier, or they only read in it.
        ValueProblem
            If that is no name or type, or the file is too large.
        QuotaReached
            If their party keeps as much as it may.
        """
        if len(content) > LARGEST_FILE:
            large = Text("A file has at most {most} bytes; this one is larger.", most=LARGEST_FILE)
            raise ValueProblem("file-too-large", large)
        with self._database.writing() as session:
            seat = self._place(session, dossier)
            row = AttachmentRow(
                dossier=dossier,
                party=seat.party,
                name=a_name(name),
                media_type=a_name(media_type),
                size=len(content),
                created_by=self._person.name,
                content=content,
            )
            return self._add(session, row)

    def content(self, attachment: str) -> bytes:
        """Give what is in one.

        Parameters
        ----------
        attachment
            Its identifier.

        Returns
        -------
        bytes
            As it was handed in.

        Raises
        ------
        NotFound
            If there is none.
        """
        content: bytes = self._content(attachment, "content")
        return content
