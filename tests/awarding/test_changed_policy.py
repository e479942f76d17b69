"""What the bureau has changed goes into the bundle, whatever its kind, and the command decides by it (FORMATS 1)."""

import json
import subprocess
import sys
from datetime import date
from typing import Any

import pytest
from django.test import Client

from procurement.core import policies
from tests.factories import accounts, seals
from tests.factories.awarding import Stage

from .conftest import TERMS

# A number, a text and a list of words; the first two decide here: lawful only by what the bureau has set.
CHANGED: dict[str, Any] = {
    "sme_rate_min": "3",
    "consortium_rate_min": "1.5",
    "method_approval_authority": "云梦县财政局",
    "debt_words": ["垫资"],
}
FROM = date(2026, 9, 1)


@pytest.fixture
def stage(db) -> Stage:
    officer = accounts.bureau()
    for key, value in CHANGED.items():
        policies.set_parameter(
            key=key,
            value=value,
            effective_from=FROM,
            source="云财采〔2026〕5号",
            note="补录文件",
            actor=officer,
            at=seals.AT,
        )
    return Stage(**{**TERMS, "small_micro_deduction": "3", "consortium_deduction": "1.5"})


def test_a_bundle_under_changed_policy_recomputes(stage, tmp_path):
    made = stage.awarded()
    client = accounts.login(Client(), accounts.auditor())
    content = client.get(f"/workspace/evaluations/{made.evaluation.code}/bundle.json").content
    bundle = json.loads(content)
    assert {key: row["value"] for key, row in bundle["parameters"].items()} == CHANGED
    assert run(tmp_path, bundle) == (0, made.evaluation.result)
    del bundle["parameters"]
    assert run(tmp_path, bundle) == (2, None)


def run(folder, bundle):
    path = folder / "bundle.json"
    path.write_text(json.dumps(bundle))
    done = subprocess.run(
        [sys.executable, "-m", "procurement.regulations.recompute", str(path)], capture_output=True, text=True
    )
    return done.returncode, json.loads(done.stdout) if done.stdout else None
