"""`textDocument/codeLens`: above a file, what there is to say of it and what mends itself; off unless set."""

from __future__ import annotations

from lsprotocol import types

from burnish.lsp.fixing import Wanted, wanted_targets
from burnish.lsp.session import Session

_TOP = types.Range(types.Position(0, 0), types.Position(0, 0))


def code_lens(session: Session, params: types.CodeLensParams) -> list[types.CodeLens]:
    """One lens for the review, where the client can show it, and one for what can be mended at once."""
    uri = params.text_document.uri
    found = session.at(uri)
    if found is None or not session.projects.shows_lenses:
        return []
    snapshot = found[0].visible
    count = sum(1 for _ in snapshot.findings())
    mended = sum(1 for _ in wanted_targets(snapshot, Wanted()))
    lenses = []
    if "burnish.reviewFile" in session.client.commands:
        title = f"{count} finding{'' if count == 1 else 's'}: review this file"
        lenses.append(types.CodeLens(_TOP, types.Command(title, "burnish.reviewFile", arguments=[uri])))
    if mended and session.client.applies:
        lenses.append(types.CodeLens(_TOP, types.Command(f"Fix {mended} safely", "burnish.fixAll", arguments=[uri])))
    return lenses
