"""What all models of the catalog share."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
SchoolYear = Annotated[str, Field(pattern=r"^\d{4}/\d{4}$")]


class Strict(BaseModel):
    """Refuses what it does not know, and does not change after it was read."""

    model_config = ConfigDict(extra="forbid", frozen=True)
