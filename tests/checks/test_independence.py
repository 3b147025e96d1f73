"""Nothing depends on which other checks run, nor on their order: what is computed once is the same for everybody."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import Ridge

from governance.checks.catalogue import checks
from governance.checks.running import run
from governance.record.declaration import Role

NAMES = sorted(checks())


@pytest.fixture(scope="module")
def fresh():
    """Makes the same subject anew: daily outcomes that two features foretell in part, with a model that has been in use since."""

    def made(make_subject):
        rng = np.random.default_rng(3)
        pairs = []
        for _ in range(3):
            X = pd.DataFrame(rng.normal(size=(240, 3)), columns=["momentum", "carry", "flow"])
            pairs.append((X, (X["momentum"] - 0.5 * X["carry"] + rng.normal(size=240)).to_numpy()))
        model = Ridge().fit(*pairs[0])
        subject = make_subject("regression", *pairs[:2], model, periods_per_year=252)
        late = make_subject("regression", pairs[0], pairs[2], model).samples[Role.VALIDATION]
        late = replace(late, identity=replace(late.identity, role=Role.PRODUCTION), time=late.time + np.timedelta64(300, "D"))
        return replace(subject, samples={**subject.samples, Role.PRODUCTION: late})

    return made


def told(evidence):
    return replace(evidence, model_calls=0)


def test_a_check_says_alone_what_it_says_after_all_others(make_subject, fresh):
    together = fresh(make_subject)
    before = {name: told(run(checks()[name], together)) for name in NAMES}
    after = {name: told(run(checks()[name], together)) for name in reversed(NAMES)}
    assert {name for name in NAMES if before[name] != after[name]} == set()
    alone = {name: told(run(checks()[name], fresh(make_subject))) for name in NAMES}
    assert {name for name in NAMES if before[name] != alone[name]} == set()


def test_evidence_names_the_samples_behind_it_whoever_computed_first(make_subject, fresh):
    subject = fresh(make_subject)
    for name in NAMES:
        evidence = run(checks()[name], subject)
        spoken = {item.role.value for item in evidence.measurements if item.role is not None}
        assert spoken <= set(evidence.inputs), name
