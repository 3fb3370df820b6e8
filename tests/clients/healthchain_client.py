"""HealthChain's sandbox client: python healthchain_client.py SERVICE_URL PREFETCH.json [PATIENT].

It makes up a patient id unless told one. Prints the responses as JSON.
"""

import json
import sys

from healthchain.sandbox import SandboxClient  # type: ignore[import-not-found]  # has a place of its own

url, prefetch, *patient = sys.argv[1:]
client = SandboxClient(url=url, workflow="patient-view")
client.load_from_path(prefetch)
for request in client.requests:
    request.context.userId = "Practitioner/example"  # made up too, sometimes a patient: those get no cards
    if patient:
        request.context.patientId = patient[0]
sys.stdout.write(json.dumps(client.send_requests()))
