"""The demo's log-ins as they are shown at the start: one for each kind of user."""

from collections.abc import Sequence
from dataclasses import dataclass

from web.demo.stage import PASSWORD
from web.roles import RoleName


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """A log-in, named after its role."""

    role: RoleName

    @property
    def login(self) -> str:
        return self.role.value

    @property
    def kind(self) -> str:
        return self.role.label

    @property
    def password(self) -> str:
        return PASSWORD


def demo_logins() -> Sequence[DemoLogin]:
    """Return one log-in for each kind of user."""
    return [DemoLogin(role) for role in RoleName]
