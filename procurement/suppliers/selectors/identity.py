"""Numbers that name a natural person: told from credit codes, and shown in part only."""

from stdnum.cn import ric
from stdnum.exceptions import ValidationError as InvalidNumber


def is_identity_number(number: str) -> bool:
    """Tell whether this is the number of an identity card (GB 11643): length, digits, birth date, check digit."""
    if len(number) != 18 or not number[:17].isdecimal() or not number.isascii():
        return False
    try:
        ric.get_birth_date(number)
    except InvalidNumber:
        return False
    return number[17] == ric.calc_check_digit(number)


def guarded_number(code: str) -> str:
    """Return a credit code, which is public, and of a person's number what tells two persons apart."""
    return f"{code[:6]}********{code[-4:]}" if is_identity_number(code) else code
