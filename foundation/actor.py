"""Who acts: a plain value handed to every act, never looked up from a web request."""

from dataclasses import dataclass, field

from foundation.errors import Forbidden


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody, or some part of the system, with what they may do and where.

    Args:
        user_id: the user's row, None for the system and for visitors.
        name: the name that audit rows show.
        permissions: permission values such as `casework:lead:verify`.
        areas: region paths (see `registry.models.Region.path`); a path opens everything below it.
        organisation_id: the organisation an enterprise, producer or insurer acts for.
        household_id: the household a member acts for.
    """

    user_id: int | None
    name: str
    permissions: frozenset[str] = field(default_factory=frozenset)
    areas: tuple[str, ...] = ()
    organisation_id: int | None = None
    household_id: int | None = None
    roles: tuple[str, ...] = ()
    is_system: bool = False

    def may(self, permission: str) -> bool:
        """Tell whether the actor holds `permission`."""
        return self.is_system or str(permission) in self.permissions

    def require(self, permission: str) -> None:
        """Raise Forbidden unless the actor holds `permission`."""
        if not self.may(permission):
            raise Forbidden()


def system_actor(name: str) -> Actor:
    """Return the actor of a job or command: everywhere, everything, under its own name in the audit."""
    return Actor(user_id=None, name=name, areas=("",), is_system=True)


VISITOR = Actor(user_id=None, name="visitor")
