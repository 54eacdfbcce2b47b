"""The kinds of agreement: one file each. A new kind is registered here and nowhere else."""

from typing import Annotated

from pydantic import Field

from models.agreements.agreement import Agreement
from models.agreements.amount import Amount
from models.agreements.average import Average
from models.agreements.bandwidth import Bandwidth
from models.agreements.bid import Bid
from models.agreements.capacity import Capacity
from models.agreements.comparison import MeasureComparison
from models.agreements.either import Either
from models.agreements.exchange import Exchange
from models.agreements.facility import Facility
from models.agreements.fair_share import FairShare, GrowthPath
from models.agreements.history import History
from models.agreements.origins import Origins
from models.agreements.pace import Pace
from models.agreements.phasing import Phasing
from models.agreements.settlement import Settlement
from models.agreements.share import Share
from models.agreements.stock_share import StockShare
from models.agreements.vacancy_cap import VacancyCap
from models.agreements.withdrawals import Withdrawals

AnyAgreement = Annotated[
    Amount
    | Average
    | Share
    | StockShare
    | Either
    | FairShare
    | VacancyCap
    | Facility
    | Exchange
    | Pace
    | Phasing
    | Bid
    | Bandwidth
    | Settlement,
    Field(discriminator="kind"),
]
"""What a scenario may say."""

RULES: tuple[Agreement, ...] = (Capacity(), History(), Origins(), Withdrawals())
"""What holds in every scenario without being written."""

__all__ = [
    "RULES",
    "Agreement",
    "Amount",
    "AnyAgreement",
    "Average",
    "Bandwidth",
    "Bid",
    "Capacity",
    "Either",
    "Exchange",
    "Facility",
    "FairShare",
    "GrowthPath",
    "History",
    "MeasureComparison",
    "Origins",
    "Pace",
    "Phasing",
    "Settlement",
    "Share",
    "StockShare",
    "VacancyCap",
    "Withdrawals",
]
