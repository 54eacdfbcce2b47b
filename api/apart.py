"""What is done with what is stored, in a process of its own: others need not wait for it."""

from __future__ import annotations

from functools import cache

from api.job import Deed, JobAnswer
from api.problems import OUR_FAULT, Refused, fault
from api.refusals import refusing
from api.settings import Settings
from dossiers import Quota, Store
from models.recollection import recall_for


def opened(settings: Settings) -> Store:
    """Open what the service keeps.

    Parameters
    ----------
    settings
        With where it is, and how much there may be.
    """
    quota = Quota(
        settings.kept_dossiers, settings.kept_things, settings.kept_bytes, settings.kept_variants
    )
    return Store(settings.database, quota)


@cache
def store(settings: Settings) -> Store:
    """Give the store of this process, which is opened for the first that needs it."""
    return opened(settings)


def done(deed: Deed, settings: Settings) -> JobAnswer:
    """Do a deed; whatever is wrong becomes the answer.

    Parameters
    ----------
    deed
        What to do.
    settings
        The service's.
    """
    recall_for(deed.whose)
    try:
        access = store(settings).access(deed.person)
        return JobAnswer(200, b"", value=refusing(lambda: deed.work(access)))
    except Refused as refused:
        body = refused.body(deed.language)
        return JobAnswer(refused.problem.status, body, headers=refused.headers)
    except Exception:
        return JobAnswer(OUR_FAULT.status, fault("a deed failed").body(deed.language))
