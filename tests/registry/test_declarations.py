import json

import numpy as np
import pandas as pd

from governance.record.declaration import Role
from governance.registry.declarations import read_declarations
from governance.registry.inference import spoken_for


def test_a_list_of_columns_gives_each_its_own_entry_and_none_is_taken_for_a_feature():
    declared = read_declarations({"governance.columns": '{"weight": "w", "factors": ["market", "carry"]}'}, "made")
    assert declared.named_columns == {"weight": "w", "factors:market": "market", "factors:carry": "carry"}
    assert spoken_for(declared) == {"w", "market", "carry"}


def test_a_group_takes_no_feature_away_from_the_model():
    declared = read_declarations({"governance.columns": '{"group:news": ["buzz", "tone"], "spot": "close"}'}, "made")
    assert declared.named_columns == {"group:news:buzz": "buzz", "group:news:tone": "tone", "spot": "close"}
    assert spoken_for(declared) == {"close"}


def test_the_columns_of_a_list_are_read_together_under_their_own_names(make_subject):
    X, y = np.ones((3, 1)), np.arange(3.0)
    given = {"factors:market": pd.Series(y), "factors:carry": pd.Series(y), "weight": pd.Series(y)}
    subject = make_subject("strategy", (X, y), (X, y), lambda frame: frame, columns={Role.VALIDATION: given})
    assert list(subject.samples[Role.VALIDATION].group("factors").columns) == ["market", "carry"]
    assert subject.samples[Role.TRAINING].group("factors").empty


def test_what_is_said_of_inputs_leaves_them_inputs():
    text = json.dumps({"exchangeable-legs": ["near", "far"], "group": ["news"], "actionable": ["near"], "weight": "w"})
    assert spoken_for(read_declarations({"governance.columns": text}, "here")) == {"w"}
