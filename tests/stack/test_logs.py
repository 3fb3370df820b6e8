"""What the parts write down holds no token and no patient (D-25)."""

import json

from tests.stack.hospital import IN_SCOPE, STRICT
from tests.stack.stack import Stack


def test_d25_no_log_holds_a_token_or_a_patient(stack: Stack) -> None:
    assert STRICT.call(stack.base).status_code == 200
    assert STRICT.call(stack.base, b"{").status_code == 400
    patient = json.loads(IN_SCOPE)["context"]["patientId"]
    logs = list(stack.folder.glob("*.log"))
    said = "".join(path.read_text(encoding="utf-8", errors="replace") for path in logs)
    assert {"replica-1.log", "nginx-errors.log", "postgresql.log"} <= {path.name for path in logs}
    assert "MalformedJSON" in said
    assert not [text for text in (patient, "eyJ", "Bearer", "unexpected failure") if text in said]
