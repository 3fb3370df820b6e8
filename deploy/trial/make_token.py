"""A token of the trial client for one call of ADDRESS within five minutes: ``make_token.py KEY ADDRESS``."""

import json
import sys
import time
from pathlib import Path
from uuid import uuid4

from joserfc import jwt
from joserfc.jwk import ECKey

ISSUER = "https://ehr.nme.test"
SECONDS = 300


def token(key: ECKey, address: str) -> str:
    """A CDS Hooks token: made for this address, good once."""
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": address, "iat": now, "exp": now + SECONDS, "jti": str(uuid4())}
    return jwt.encode({"alg": "ES384", "typ": "JWT", "kid": key.kid}, claims, key, algorithms=["ES384"])


if __name__ == "__main__":
    file, *addresses = sys.argv[1:]
    if len(addresses) != 1:
        sys.exit("Name the address to call, such as http://localhost:8080/cds-services/nme-patient-view.")
    try:
        private = Path(file).read_text(encoding="utf-8")
    except OSError as error:
        sys.exit(f"{file}: {error.strerror}. Start the stack first: docker compose --profile site up --build --wait.")
    sys.stdout.write(token(ECKey.import_key(json.loads(private)), addresses[0]) + "\n")
