from flask import Blueprint

blueprint = Blueprint("ledger", __name__, url_prefix="/ledger")
