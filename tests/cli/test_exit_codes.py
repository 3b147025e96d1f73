from types import SimpleNamespace

import pytest

from governance.cli.exit_codes import of
from governance.record.conclusion import Conclusion, Opinion

# opinion, findings, then the exit code for --fail-on low, conditions, not-fit
CODES = [
    (Opinion.FIT, 0, (0, 0, 0)),
    (Opinion.FIT, 1, (10, 0, 0)),
    (Opinion.FIT_WITH_CONDITIONS, 1, (11, 11, 0)),
    (Opinion.NOT_FIT, 1, (12, 12, 12)),
    (Opinion.UNABLE_TO_CONCLUDE, 0, (20, 20, 20)),
    (Opinion.UNABLE_TO_CONCLUDE, 1, (20, 20, 20)),
]


@pytest.mark.parametrize(("opinion", "findings", "codes"), CODES)
def test_each_opinion_has_its_code_unless_something_milder_is_forgiven(opinion, findings, codes):
    record = SimpleNamespace(conclusion=Conclusion(opinion), findings=(object(),) * findings)
    assert tuple(of(record, fail_on) for fail_on in ("low", "conditions", "not-fit")) == codes
