"""Check digits of code systems: they catch a mistyped digit, two swapped ones, a rounded identifier."""


def has_verhoeff_digit(digits: str) -> bool:
    """Does the last of the ASCII digits check the others (Verhoeff, as in SNOMED CT identifiers)?"""
    check = 0
    for place, character in enumerate(reversed(digits)):
        digit = int(character)
        for _ in range(place % 8):
            digit = _VERHOEFF_STEP[digit]
        check = _dihedral(check, digit)
    return check == 0


_VERHOEFF_STEP = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def _dihedral(one: int, other: int) -> int:
    """The product of two elements of the dihedral group of the pentagon: 0-4 rotate, 5-9 reflect."""
    turn = one + other if one < 5 else one - other
    return turn % 5 + (5 if (one < 5) != (other < 5) else 0)


def has_mod10_digit(code: str) -> bool:
    """Does the ASCII digit after the hyphen check those before it (mod 10, as in LOINC codes)?"""
    digits, _, check = code.partition("-")
    total = sum(sum(divmod(int(d) * (2 - place % 2), 10)) for place, d in enumerate(reversed(digits)))
    return (total + int(check)) % 10 == 0
