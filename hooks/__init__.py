"""The content: what a clinician approves. Standard library only, no HTTP, no FHIR."""

from hooks.clinical.service import HookService
from hooks.order_select import ORDER_SELECT
from hooks.order_sign import ORDER_SIGN
from hooks.patient_view import PATIENT_VIEW

SERVICES: tuple[HookService, ...] = (PATIENT_VIEW, ORDER_SELECT, ORDER_SIGN)
"""Explicit: nothing is discovered by import."""
