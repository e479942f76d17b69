"""Pages that are not saved over what somebody else has saved since they were opened."""

from typing import Any

from procurement.core.errors import DomainError

from ..selectors.tables import STALE, fingerprint


class SeenMixin:
    """A page that sends back the fingerprint of what it began with (``forms.seen.SeenForm``)."""

    def kept_rows(self) -> list[Any]:
        """Return what the page writes, as it is kept."""
        raise NotImplementedError

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "seen": fingerprint(self.kept_rows())}

    def refuse(self, form: Any, error: DomainError) -> Any:
        if error.field == STALE:
            form.look_again(fingerprint(self.kept_rows()))
            self.show_kept(form)
        return super().refuse(form, error)

    def show_kept(self, form: Any) -> None:
        """Say beside each field what is kept there now."""
        form.set_beside(self.get_initial())
