"""What a seal leaves in logs, error pages, temporary files and queues: nothing of a bid, of its bidder, of a phrase."""

import inspect
import logging
import tempfile

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from procurement.config.celery import app
from procurement.core import clock, scheduler
from procurement.tendering.models import BidDraft, SealedBid
from procurement.tendering.services.drafts import save_draft
from tests.factories import accounts as people
from tests.factories import seals as make

pytestmark = pytest.mark.django_db
NAME = "云溪密封合作社"
SECRETS = [
    NAME,
    "绝密方案要点",
    "机密附件名称",
    "213568",
    "33.37",
    "PLAIN-ATTACHMENT-BYTES",
    *make.PHRASES.values(),
]


def told(*texts):
    return [secret for secret in [*SECRETS, "AGE-SECRET-KEY"] for text in texts if secret in text]


def test_neither_logs_nor_error_pages_nor_temporary_files_tell_of_a_bid(caplog, tmp_path, monkeypatch):
    clock.start_at(make.AT)
    # Django's own logger hands on nothing while a test runs, unless told to.
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    round, custodians = make.receiving()
    bidder = make.bidder(NAME)
    client = people.login(Client(raise_request_exception=False), bidder)
    content = make.pdf(b"PLAIN-ATTACHMENT-BYTES" * 150_000)
    file = SimpleUploadedFile("机密附件名称.pdf", content)
    client.post(reverse("tendering:bid-file-add", args=[round.code]), {"file": file, "purpose": "PLAN"})
    form = make.form(offer="213568.00", unit_price="33.37", team="绝密方案要点")
    save_draft(round=round, form=form, actor=bidder, at=make.AT)
    seal = reverse("tendering:bid-seal", args=[round.code])
    initial = client.get(seal).context["form"].initial
    assert client.post(seal, initial).status_code == 302
    # A server error while there is something to tell: an altered draft, and no key of the server's at the opening.
    save_draft(round=round, form=form, actor=bidder, at=make.AT)
    BidDraft.objects.update(content=b"altered")
    broken = client.get(reverse("tendering:bid-edit", args=[round.code]))
    make.sealed_bid(round)
    page = unlocked(round, custodians, monkeypatch)
    assert (SealedBid.objects.count(), broken.status_code, page.status_code) == (2, 500, 500)
    assert told(caplog.text, broken.content.decode(), page.content.decode()) == []
    assert caplog.text.count("Internal Server Error") == 2
    assert list((tmp_path / "temporary").iterdir()) == []


def unlocked(round, custodians, monkeypatch):
    """Return what the second custodian reads where the platform fails in the middle of the opening."""
    make.close(round)
    clock.move_to(make.CLOSED)
    for part in ("PURCHASER", "INDEPENDENT"):
        client = people.login(Client(raise_request_exception=False), custodians[part])
        address = reverse("tendering:ceremony-detail", args=[round.code])
        page = client.post(address, {"passphrase": make.PHRASES[part]})
        monkeypatch.setattr(settings, "DRAFT_KEY", "no key at all")
    return page


def test_jobs_are_told_a_name_and_nothing_else():
    """What a broker holds: the name of a job. Addressees and codes wait in tables that no page shows."""
    app.loader.import_default_modules()
    ours = [task for name, task in app.tasks.items() if not name.startswith("celery.")]
    assert [list(inspect.signature(task.run).parameters) for task in ours] == [["name"]] * len(ours)
    assert ours
    assert all(name.replace(" ", "").isalpha() for name in scheduler.JOBS)


def test_errors_go_to_the_log_and_nowhere_else():
    """No mail to an administrator, no report with the variables of a frame."""
    handlers = {handler["class"] for handler in settings.LOGGING["handlers"].values()}
    assert (handlers, settings.ADMINS, settings.DEBUG) == ({"logging.StreamHandler"}, [], False)
