"""Internal reviews of a framework's plan, the same as those of tender documents (RULES N-12)."""

from django.db import models

from procurement.tendering.models import InternalReview

from .frameworks import Framework


class FrameworkReview(InternalReview):
    """A review of a framework's plan before it is filed and called for (22号 art. 29 to 34)."""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="reviews")
