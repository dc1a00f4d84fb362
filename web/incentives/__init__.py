from flask import Blueprint

blueprint = Blueprint("incentives", __name__, url_prefix="/incentives")
