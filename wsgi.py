"""The door: `gunicorn wsgi:app`."""

from config import read_settings
from web.factory import create_app

app = create_app(read_settings())
