"""Base classes of every view, and the pages of the shared machinery.

``ObjectView`` shows one object, ``ActionView`` does one thing, ``FindingView`` lets words find what is
chosen, ``TransitionView`` takes the plain steps of a lifecycle, ``FilteredListView`` lists,
``TableImportView`` brings a table in, ``DocumentView`` gives a PDF out. Rooms import them from here.
"""

from .actions import ActionView, ReasonForm, TransitionView
from .base import ActorMixin, LoadedObjectMixin, ObjectView
from .documents import DocumentView
from .finding import FindingView
from .imports import TableImportView
from .lists import Column, FilteredListView, KeyPaginator
from .refusals import csrf_failure, server_error

__all__ = [
    "ActionView",
    "ActorMixin",
    "Column",
    "DocumentView",
    "FilteredListView",
    "FindingView",
    "KeyPaginator",
    "LoadedObjectMixin",
    "ObjectView",
    "ReasonForm",
    "TableImportView",
    "TransitionView",
    "csrf_failure",
    "server_error",
]
