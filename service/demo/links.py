"""Where to go once the demonstration runs."""

from urllib.parse import quote, urlencode

from service.demo.fhir_endpoint import PATH

SANDBOX = "https://sandbox.cds-hooks.org/"
TRY_IT = """\
Invented patients only; nothing is kept. Ctrl+C stops it.

  Workbench   {base}/
  Sandbox     {sandbox}
  Discovery   {base}/cds-services

The sandbox is a page of the internet: when the browser asks whether it may reach this device, allow it."""


def links(base: str, patient: str) -> str:
    """The addresses to open: the workbench, the public sandbox with one example patient, discovery."""
    return TRY_IT.format(base=base, sandbox=sandbox(base, patient))


def sandbox(base: str, patient: str) -> str:
    """The public CDS Hooks sandbox with this FHIR server, this patient and these services filled in."""
    query = {
        "fhirServiceUrl": base + PATH,
        "patientId": patient,
        "serviceDiscoveryURL": f"{base}/cds-services",
        "hook": "patient-view",
        "screen": "patient-view",
    }
    return f"{SANDBOX}?{urlencode(query, quote_via=quote, safe='')}"
