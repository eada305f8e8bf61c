"""Refusals of the core, each with a code that the doors turn into the reader's language."""


class DomainError(Exception):
    """A rule of the field was broken; `code` names the message, `params` fill it, `field` names the input."""

    def __init__(self, code: str, /, *, field: str | None = None, **params: object) -> None:
        """Keep the code, the field and whatever the message needs to be concrete."""
        super().__init__(code)
        self.code = code
        self.field = field
        self.params = params


class NotFoundError(DomainError):
    """What was asked for does not exist or is archived."""


class StaleVersionError(DomainError):
    """Somebody else changed the row since it was read; nothing was written."""
