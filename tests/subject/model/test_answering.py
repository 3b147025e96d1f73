import numpy as np
import pandas as pd

from governance.record.declaration import Task
from governance.subject.model.answering import scored


def test_an_error_is_told_from_an_answer_that_is_none():
    def raises(frame):
        raise ValueError("no such venue")

    frame = pd.DataFrame({"carry": [1.0, 2.0]})
    loud = scored(raises, frame, None, None, Task.REGRESSION)
    assert not loud.silent
    for said in ([1.0, np.nan], [1.0]):
        assert scored(lambda _, said=said: said, frame, None, None, Task.REGRESSION).silent
    assert scored(lambda _: np.array([[0.5, 0.9], [0.5, 0.5]]), frame, None, None, Task.BINARY).silent
