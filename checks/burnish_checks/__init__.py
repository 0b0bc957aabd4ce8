"""The burnish engine: an incremental reviewer of Python source, and the repairs it offers.

A library that knows no editor and no protocol. `burnish_checks.core` holds the
incremental machinery, the nine category packages hold the rules, `syntax` reads every
Python up to 3.14 on every interpreter, `inference` reads the stubs that jedi carries,
and `rewriting` wraps LibCST.
"""
