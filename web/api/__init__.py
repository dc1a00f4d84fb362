"""The programs' way in: `/api/v1`, described by an OpenAPI document that is made from the views themselves."""

from flask_smorest import Blueprint

PREFIX = "/api/v1"
blueprint = Blueprint("api", __name__, url_prefix=PREFIX)
