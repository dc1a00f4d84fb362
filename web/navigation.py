"""The menu: the entries declared beside the views, as far as the reader may go there."""

from dataclasses import dataclass

from flask import request, url_for

from foundation.actor import VISITOR, Actor
from web.access import MENU


@dataclass(frozen=True)
class NavigationLink:
    label: str
    url: str
    is_current: bool


def navigation_for(actor: Actor) -> list[NavigationLink]:
    """Return the menu of one actor, in rank order, the present page marked."""
    return [
        NavigationLink(str(entry.label), url_for(entry.endpoint), request.endpoint == entry.endpoint)
        for entry in sorted(MENU, key=lambda entry: (entry.rank, entry.endpoint))
        if (actor is VISITOR if entry.permission is None else actor.may(entry.permission))
    ]
