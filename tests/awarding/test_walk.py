"""From the panel to the result notice, and what an outsider recomputes from the bundle."""

import json
import subprocess
import sys

import pytest

from procurement.awarding.models import OutcomeLetter
from procurement.publications.models import Publication
from procurement.regulations.canonical import canonical_json, sha256_hex
from procurement.tendering.enums import PackageStatus
from tests.factories import seals
from tests.factories.awarding import Stage

pytestmark = pytest.mark.django_db


def test_a_consultation_is_awarded_and_its_bundle_recomputes(tmp_path):
    made = consultation().awarded()
    assert made.package.status == PackageStatus.AWARDED
    evaluation = made.evaluation
    notice = Publication.objects.get(kind="RESULT")
    assert notice.payload["bundle_sha256"] == sha256_hex(canonical_json(evaluation.bundle))
    path = tmp_path / "bundle.json"
    path.write_text(json.dumps(evaluation.bundle, ensure_ascii=False))
    done = subprocess.run(
        [sys.executable, "-m", "procurement.regulations.recompute", str(path)], capture_output=True, text=True
    )
    assert done.stderr == ""
    assert json.loads(done.stdout) == evaluation.result


def test_each_bidder_learns_its_own_rank_only():
    made = consultation().awarded()
    letters = {letter.supplier_id: letter for letter in OutcomeLetter.objects.all()}
    assert len(letters) == 3
    assert sorted(letter.rank for letter in letters.values()) == [1, 2, 3]
    assert [letter.won for letter in letters.values() if letter.supplier_id == made.package.award.supplier_id] == [
        True
    ]


def consultation() -> Stage:
    return Stage(
        price_weight="40",
        price_is_fixed=False,
        small_micro_deduction="10",
        consortium_deduction="4",
        consents=["E-20"],
        released_at=seals.AT,
    )
