"""A process of its own that takes feedback: ``python -m tests.service.ledger.serving URL PORT``."""

import sys

from service.http.app import create_app
from service.http.server import serve
from service.settings import Settings
from tests.service.fake import Fake
from tests.service.ledger.keeping import new_ledger

if __name__ == "__main__":
    url, port = sys.argv[1], int(sys.argv[2])
    serve(create_app(Settings(port=port, log_level="ERROR"), Fake(), ledger=new_ledger(url)), "127.0.0.1", port)
