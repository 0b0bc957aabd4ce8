"""Extracting a function: what a run of statements reads and writes, what must be passed, and how it is written.

    plan = plan_statements(block, run, names)   # raises Refused with the reason
    repair = written(snapshot, index, plan)

`events` lists the reads and writes of a statement in the order of evaluation, `flow` joins them to a graph of the
function, `solving` computes what is live, assigned and perhaps assigned at each place, `regions` draws the boundary
of the new function from that, `captures` holds nested functions against it, `placing` finds where it goes and how it
is called, `naming` names it, `hints` annotates it and `writing` writes the text. `cuts` proposes the best ones.
"""
