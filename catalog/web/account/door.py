"""The blueprint of the account door; the files beside it put their routes on it."""

from flask import Blueprint

bp = Blueprint("account", __name__, url_prefix="/account")
