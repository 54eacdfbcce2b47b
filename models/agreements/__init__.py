"""The kinds of agreement: one file each. A new kind is registered here and nowhere else."""

from typing import Annotated

from pydantic import Field

from models.agreements.agreement import Agreement
from models.agreements.amount import Amount
from models.agreements.bid import Bid
from models.agreements.capacity import Capacity
from models.agreements.fair_share import FairShare, GrowthPath
from models.agreements.share import Share
from models.agreements.stock_share import StockShare
from models.agreements.vacancy_cap import VacancyCap

AnyAgreement = Annotated[
    Amount | Share | StockShare | FairShare | VacancyCap | Bid, Field(discriminator="kind")
]
"""What a scenario may say."""

RULES: tuple[Agreement, ...] = (Capacity(),)
"""What holds in every scenario without being written."""

__all__ = [
    "RULES",
    "Agreement",
    "Amount",
    "AnyAgreement",
    "Bid",
    "Capacity",
    "FairShare",
    "GrowthPath",
    "Share",
    "StockShare",
    "VacancyCap",
]
