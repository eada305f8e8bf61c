"""The pages below /accounts that are about the reader's own account."""

from flask import Blueprint

blueprint = Blueprint("accounts", __name__, url_prefix="/accounts")

REFUSED = 422
