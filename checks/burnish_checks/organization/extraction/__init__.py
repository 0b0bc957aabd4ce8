"""Extracting a function: what a run of statements reads and writes, what must be passed, and how it is written.

    extraction = extract_statements(snapshot, index, analysis, run)   # raises Refused with the reason

`events` lists the reads and writes of a statement in the order of evaluation, `flow` joins them to a graph of the
function, `solving` computes what is live, assigned and perhaps assigned at each place, and `analysis` keeps all that of
one function. `leaving` refuses what would not leave the new function as it left the old one, `regions` draws its
boundary, `placing` finds where it goes and how it is called, `naming` names it, `hints` annotates it, `telling` gives it
a docstring and `writing` writes the text. `cuts` proposes the best ones.
"""
