from flask import Blueprint

blueprint = Blueprint("monitoring", __name__, url_prefix="/monitoring")
