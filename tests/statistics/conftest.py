import json
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def published():
    """Published values by id: inputs, expected, tolerance and source."""
    return json.loads((Path(__file__).parent / "published.json").read_text())
