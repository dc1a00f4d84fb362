from flask import Blueprint

blueprint = Blueprint("insurance", __name__, url_prefix="/insurance")
