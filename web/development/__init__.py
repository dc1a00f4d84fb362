from flask import Blueprint

blueprint = Blueprint("development", __name__, url_prefix="/development")
