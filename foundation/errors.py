"""Errors that every room speaks.

An error says the trouble in English with `%(name)s` places; the web floor translates the sentence and fills the places.
Rooms subclass these in their own `errors.py`, so the web can map a family of errors to one HTTP status.
"""

from foundation.wording import mark


class HoldfastError(Exception):
    """Anything that people can be told about: a sentence and the values for its places."""

    message = mark("Something went wrong.")

    def __init__(self, message: str | None = None, **params: object) -> None:
        self.message = message or type(self).message
        self.params = params
        super().__init__(self.message % params if params else self.message)


class NotFound(HoldfastError):
    """Nothing of that name, or nothing this actor may know of; the two are never told apart."""

    message = mark("There is nothing here, or you may not see it.")


class Forbidden(HoldfastError):
    """The actor lacks the permission for the act."""

    message = mark("You may not do this.")


class Conflict(HoldfastError):
    """The act does not fit the present state."""

    message = mark("This was changed in the meantime. Look at it again and repeat your step.")


class Invalid(HoldfastError):
    """Input that cannot be taken; `field` names the field when there is one."""

    message = mark("This input cannot be taken.")

    def __init__(self, message: str | None = None, *, field: str | None = None, **params: object) -> None:
        self.field = field
        super().__init__(message, **params)


class GatewayUnavailable(HoldfastError):
    """An outside service did not answer or is not set up."""

    message = mark("An outside service is not available at the moment. Nothing was lost; try again later.")
