"""The blueprint of the public door; the files beside it put their routes on it."""

from flask import Blueprint

bp = Blueprint("public", __name__)
