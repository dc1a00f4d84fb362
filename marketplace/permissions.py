"""What may be done in this room, and which default role may do it."""

from foundation.permissions import Grants

GRANTS: Grants = {}
