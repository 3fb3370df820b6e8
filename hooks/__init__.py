"""The content: what a clinician approves. Standard library only, no HTTP, no FHIR."""

from hooks.clinical.service import HookService
from hooks.patient_view import PATIENT_VIEW

SERVICES: tuple[HookService, ...] = (PATIENT_VIEW,)
"""Explicit: nothing is discovered by import."""
