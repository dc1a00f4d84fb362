from flask import Blueprint

blueprint = Blueprint("collection", __name__, url_prefix="/collection")
