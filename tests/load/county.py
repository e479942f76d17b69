"""The county of a load, in processes of its own: who bids where, what the clock says, what came of it in the end.

``python -m tests.load.county STEP FILE``: reads and writes FILE, a JSON that the steps hand on.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402

from procurement.core import clock  # noqa: E402
from procurement.core.actors import Actor  # noqa: E402
from procurement.tendering.models import (  # noqa: E402
    BidDraft,
    BidFile,
    BidPiece,
    BidRound,
    BidUpload,
    SealedBid,
)
from procurement.tendering.selectors import sealed_files  # noqa: E402
from procurement.tendering.services.drafts import save_draft  # noqa: E402
from tests.factories import accounts as people  # noqa: E402
from tests.factories import seals, suppliers, tendering  # noqa: E402

State = dict[str, Any]


def prepare(state: State) -> None:
    """One released tender; ``bidders`` suppliers who are signed in and have written everything but the attachment."""
    home = tendering.town()
    tender = tendering.released_tender(home)
    round = BidRound.objects.get(package__tender=tender)
    at = tendering.RELEASED_AT + timedelta(hours=1)
    clock.start_at(at)
    form = seals.whole_form(round, "1880000.00")
    state["bidders"] = [_bidder(round, form, at) for _number in range(state["bidders"])]
    parts = round.custodians.select_related("key__user", "key__organisation")
    state["custodians"] = {
        row.part: {
            "cookies": signed_in(people.actor_of(row.key.user, row.key.organisation)),
            "passphrase": seals.PHRASES[row.part],
        }
        for row in parts
    }
    state["round"], state["deadline"] = round.code, round.deadline.isoformat()


def _bidder(round: BidRound, form: dict[str, Any], at: datetime) -> State:
    supplier, actor = suppliers.supplier()
    save_draft(round=round, form=form, actor=actor, at=at)
    return {"name": supplier.organisation.name, "cookies": signed_in(actor)}


def signed_in(actor: Actor) -> dict[str, str]:
    """Return the cookies of a session as the sign-in leaves them."""
    client = people.login(Client(), actor)
    return {name: morsel.value for name, morsel in client.cookies.items()}


def move(state: State) -> None:
    """Move the demonstration's clock forward to ``moment``."""
    clock.move_to(datetime.fromisoformat(state["moment"]))


def prove(state: State) -> None:
    """Hold what was opened against what the clients sent, and look for what should not be there."""
    round = BidRound.objects.get(code=state["round"])
    opened = {bid.sealed.receipt: bid for bid in round.opened.select_related("sealed", "supplier")}
    secret = sealed_files.secret_of(round)
    state["wrong"] = [
        wrong for sent in state["sent"] if (wrong := _difference(sent, opened.get(sent["receipt"]), secret))
    ]
    state["rows"] = sorted(round.bids.filter(status="VALID").values_list("receipt", flat=True))
    state["late"] = list(round.bids.filter(submitted_at__gt=round.deadline).values_list("receipt", flat=True))
    state["left"] = _left(round)


def _difference(sent: State, bid: Any, secret: bytes) -> str:
    """Return what is wrong with one receipt; nothing where it opens byte for byte."""
    if bid is None or bid.failure or bid.content["damaged_files"]:
        return f"{sent['receipt']}: {'not opened' if bid is None else bid.failure or 'damaged attachment'}"
    if bid.supplier.name != sent["name"]:
        return f"{sent['receipt']}: of {bid.supplier.name}, sent by {sent['name']}"
    found = set()
    for entry in bid.content["files"]:
        digest = hashlib.sha256()
        file = BidFile.objects.get(code=entry["code"])
        for chunk in sealed_files.decrypted(file, secret):
            digest.update(chunk)
        found.add(digest.hexdigest())
    return "" if found == {sent["sha256"]} else f"{sent['receipt']}: {len(found)} attachments, other bytes"


def _left(round: BidRound) -> list[str]:
    """Return rows and files that belong to no receipt."""
    rows = {
        "drafts": BidDraft.objects.filter(round=round),
        "attachments": BidFile.objects.filter(round=round, bid__isnull=True),
        "uploads": BidUpload.objects.filter(round=round),
        "pieces": BidPiece.objects.filter(upload__round=round),
    }
    left = [f"{found.count()} {name}" for name, found in rows.items() if found.exists()]
    named = {
        *SealedBid.objects.values_list("path", flat=True),
        *BidFile.objects.values_list("path", flat=True),
    }
    root = Path(settings.PRIVATE_ROOT)
    lying = {path.relative_to(root).as_posix() for path in (root / "sealed").rglob("*") if path.is_file()}
    left += [f"file {path}" for path in sorted(lying - named)]
    return left + [f"temporary {path.name}" for path in Path(tempfile.gettempdir()).iterdir()]


def verify(state: State) -> None:
    """Run the two commands that outsiders run."""
    record = Path(state["record"])
    checks = {
        "receipts": [sys.executable, "-m", "procurement.regulations.receipts", str(record)],
        "verify_audit": [sys.executable, "manage.py", "verify_audit"],
    }
    for name, command in checks.items():
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        state[name] = {"code": done.returncode, "said": done.stdout.strip()[-300:]}


STEPS = {"prepare": prepare, "move": move, "prove": prove, "verify": verify}

if __name__ == "__main__":
    step, place = sys.argv[1], Path(sys.argv[2])
    kept: State = json.loads(place.read_text())
    STEPS[step](kept)
    place.write_text(json.dumps(kept, ensure_ascii=False))
