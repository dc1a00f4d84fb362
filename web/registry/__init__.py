from flask import Blueprint

blueprint = Blueprint("registry", __name__, url_prefix="/registry")
