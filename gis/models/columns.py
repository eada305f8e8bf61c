"""Column types that several tables share: keys, money, coded values, moments."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from sqlalchemy import BigInteger, DateTime, Enum, Identity, Numeric, Text, func
from sqlalchemy.orm import mapped_column

BigKey = Annotated[int, mapped_column(BigInteger, Identity(), primary_key=True)]
Vnd = Annotated[Decimal, mapped_column(Numeric(20, 0))]
Label = Annotated[str, mapped_column(Text)]
RecordedAt = Annotated[datetime, mapped_column(DateTime(timezone=True), server_default=func.now())]


def coded(enum: type[StrEnum], name: str) -> Enum:
    """Return a text column type that admits the enum's values only, by a named check constraint."""
    return Enum(
        enum,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=24,
        values_callable=lambda members: [member.value for member in members],
    )
