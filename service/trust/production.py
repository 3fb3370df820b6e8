"""What must not be beside clients whose patients are real."""

from collections.abc import Iterable, Iterator

from service.settings import Settings
from service.trust.profile import ClientProfile

PLACEHOLDERS = ("example.org", "example.com", "example.net", "example", "test", "invalid")
"""Ends of host names that lead nowhere (RFC 2606): an address nobody filled in."""


def production_problems(settings: Settings, profiles: Iterable[ClientProfile]) -> Iterator[str]:
    """What the settings have to lose before these clients may call, each with its mend."""
    real = [profile.name for profile in profiles if not (profile.test or profile.trial)]
    if not real:
        return
    whose = f"The clients file lists clients with real patients ({', '.join(real)})"
    if settings.today is not None:
        yield (
            f"{whose}, and NME_CDS_TODAY fixes the day at {settings.today}: with it nothing grows old."
            " Unset NME_CDS_TODAY, or mark clients whose patients are invented with trial = true."
        )
    if settings.public_url is not None and is_placeholder(settings.public_url.host or ""):
        yield (
            f"{whose}, and NME_CDS_PUBLIC_URL is still the example's, {settings.base_url}."
            " Set it to the address clients call."
        )


def is_placeholder(host: str) -> bool:
    """Is it a name of the examples?"""
    return any(host == end or host.endswith(f".{end}") for end in PLACEHOLDERS)
