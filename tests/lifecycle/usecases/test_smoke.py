from house import *
from lifecycle.usecases.moves import advance
from lifecycle.usecases.audit import verify
from states.vocabulary import Stage
def test_a(any_house):
    app=any_house.app()
    a_contract(app); hand_in(app,*FOR_PERFORMING); hand_in(app,*FOR_COMPLETION)
    r=advance(app,ID,Stage.COMPLETED)
    print([ (f.code,f.reason) for f in r.verdict.unmet], r.entered)
    v=verify(app); print(v.faults, v.events)
    print(any_house.rows("select * from assessment"))
    assert r.entered
