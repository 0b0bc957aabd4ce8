"""What requests send: loose-model."""

from pydantic import BaseModel, ConfigDict


class TicketCreate(BaseModel):
    """A new ticket."""

    title: str
    labels: dict
    watchers: list | None = None


class PersonRequest(BaseModel):
    """A person."""

    model_config = ConfigDict(extra="allow")
    name: str
