"""Forms of suppliers: the steps of signing up; details, papers and lists of a registered one."""

from .record import (
    DetailsForm,
    ExclusionForm,
    LiftForm,
    ListCheckForm,
    PaperForm,
    UnfoundedForm,
    VerifyForm,
)
from .sign_up import CodeForm, ContactForm, DeclarationForm, KindForm, NameForm, OfferForm

__all__ = [
    "CodeForm",
    "ContactForm",
    "DeclarationForm",
    "DetailsForm",
    "ExclusionForm",
    "KindForm",
    "LiftForm",
    "ListCheckForm",
    "NameForm",
    "OfferForm",
    "PaperForm",
    "UnfoundedForm",
    "VerifyForm",
]
