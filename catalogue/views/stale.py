"""What a page does when somebody else was faster."""

from typing import Any

from procurement.core.errors import DomainError
from procurement.core.views import ActionView

from ..services.editing import StaleEdit


class KnowinglyMixin(ActionView):
    """After a stale edit the next attempt is made knowingly: the form goes on from the revision shown now."""

    def refuse(self, form: Any, error: DomainError) -> Any:
        if isinstance(error, StaleEdit):
            form.data = form.data.copy()
            form.data["revision"] = str(error.revision)
        return super().refuse(form, error)
