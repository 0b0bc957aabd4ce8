"""What is known of data on its way, beside the kinds of sink that it can no longer harm: marks that stand among these.

A mark alone makes nothing harmless; `together` tells what follows from several of them.
"""

from __future__ import annotations

from burnish_checks.security.flow.beginnings import BEFORE_DOMAIN, NO_REDIRECTS, OF_HOST, PUBLIC_HOST
from burnish_checks.security.flow.kinds import ADDRESS, ALL, CODE, COMMAND, HTML, PATH, REDIRECT, REQUEST, SQL
from burnish_checks.security.flow.pages import AT_LINK, ESCAPED, NOT_SCRIPT, harms_where_it_stands

IN_VALUES = "under a known key"
"""Stands among cleared kinds for what a dictionary holds under keys that are known: to read its keys does not give it."""
KEYED = "under the key "
"""Begins what stands among cleared kinds for what a dictionary that is passed holds under one of several known keys."""
KEYS_READ = "of which the keys are read"
"""Stands among cleared kinds for what is read by going through something of which it is not known yet what it is: if that
turns out to be a dictionary whose keys are known, nothing of what it holds."""
VALUES_READ = "of which the values are read"
"""The same of what is read by `items()` and its like: of a dictionary whose keys are known that gives what it holds."""
IN_LIST = "in a list"
"""Of what a function gives: the items of a list, which as a whole is sent as JSON, and is HTML only where it is gone through."""
IN_FILE = "in a file"
"""Stands among cleared kinds for what a file in memory holds, as long as that is not read: it is no path."""
AFTER_WORD = "follows a word"
"""Stands among cleared kinds for what is known of a text: that it begins with a whole word of its own before the data."""
ASKED = "asked:"
"""Begins what stands among cleared kinds for what a function has answered that was passed the data: its symbol, the slot,
the answer."""
FOUND = "found:"
"""The same for an attribute of the object that was found true or false, if that turns out to be a property which checks."""
LEFT = "left by:"
"""Begins what stands among cleared kinds for what is there after a call only if that comes back: the symbol of the callee."""
DOUBT = "not for certain"
"""Stands among cleared kinds for a step on the way that need not be so: the flow is told, but as less than an error."""
LOOKED_AT = "looked at by a check"
"""Stands beside it where that step is a check which may let through what does harm."""
REPLACED = "replaced:"
"""Begins what stands among cleared kinds for a text from which `sub` took what a pattern fits that is read later: its symbol."""
MATCHED = "matched:"
"""Begins what stands among cleared kinds for a text in which a pattern was found that is read later: its symbol, the function
that found it."""
LETTERS = "compared by letters"
"""Stands among cleared kinds for a path of which `commonprefix` or `startswith` says that it begins with the letters of a
folder's name."""
AS_PASSED = "inside as it is passed"
"""Stands among cleared kinds for a parameter that was compared with a folder: it tells nothing where `..` is still in it."""
DOTTED = "compared with its dots"
"""Stands among cleared kinds for a path that was found below a folder before `..` was taken out of it."""
NO_PARENT = "without .."
BEHIND_TEXT = "behind a text"
"""Stand among cleared kinds for a path in which no `..` is, and for what does not stand at the beginning of a path: alone the
first may be `/etc/passwd`, which leaves any folder that it is joined to."""
WITHIN = "within a name"
"""Stands among cleared kinds for what is part of a longer name in a path, and so is not `..` by itself."""
BEHIND_NAME = "behind the beginning of a name"
"""Stands among cleared kinds for what follows the beginning of a name in a path: `../` behind it leads out of a folder only if
one is called so, or where the path is normalised."""
IN_FOLDER = "joined to a folder"
"""Stands among cleared kinds for what was joined to a folder, and so is meant to be a place in it."""
WHOLE = "a whole path"
"""What is known of a path that is data as it is: whoever sends it names a place as such, not one in a folder."""
FOLLOWED = "followed by more of a path"
OPENED = "opened as a file"
"""Stand among cleared kinds for a part of a path behind which more stands, and for a path that is one of a file."""
AT_SLASHES, AT_LAST_SLASH = "parted at slashes", "parted at the last slash"
"""Stand among cleared kinds for a text of whose parts none, or the last not, holds a slash."""
NO_SLASHES = "without slashes"
"""Stands among cleared kinds for such a part, so that `..` is all that leads out of a folder."""
BELIEVED = "believed"
"""Stands among cleared kinds for a step that is named for making the data harmless, of which it cannot be seen whether it does:
the flow is a hint."""
NO_HTML = "sent as something else"
"""Stands among cleared kinds for what is bound where a variable says that the answer is no HTML."""
SLASH, ONE_SLASH = "begins with a slash", "does not begin with two"
AFTER_SLASH, NO_SLASH = "follows a slash", "does not begin with a slash"
NO_HOST = "has no host where it is parsed"
QUOTED = "has no colon"
"""Stand among cleared kinds for what is known of the beginning of an address; by two it is kept on this server. Of `///host`
`urlparse` finds no host, and a browser one."""
JOINED, KEPT_ONCE_JOINED = "joined to an address", "leads to an allowed host once it is joined"
"""Stand among cleared kinds for what was joined to an address, and for what leads to a host that is allowed if it is: together
it is kept there. So does `///host`, which a browser takes for another host where it stands alone."""
MAY_HAVE_SCOPE, NO_SCOPE = "a number of a host", "has no scope"
"""Stand among cleared kinds for the number of a host, which of the sixth version may end in `%` and any text, and for one that
does not: together no shell reads a command in it."""
WITHIN_QUOTES, ESCAPED_QUOTES = "follows a quote", "has no quote that ends a text"
"""Stand among cleared kinds for what stands in quotes, and for what was escaped so that it cannot end there."""
NO_CALLS, EXPRESSION = "has no calls", "parsed as an expression"
"""Stand among cleared kinds for code that calls nothing, and for code that is an expression: together they run no function."""
AS_PROGRAM = "names the program"
"""Stands among cleared kinds for what chooses the program that is run without a shell: nothing can be said behind it."""
BARE = "begins an address"
"""Stands among cleared kinds for what an address begins with that is fetched: what has no colon makes none."""


def together(kinds: frozenset[str]) -> frozenset[str]:
    """The kinds with what follows from several of them."""
    if NO_PARENT in kinds and not kinds.isdisjoint(_NOT_ABSOLUTE):
        kinds = kinds | {PATH}
    if ESCAPED in kinds and HTML in kinds and not kinds >= ALL:
        led = AT_LINK in kinds and kinds.isdisjoint((REDIRECT, SLASH, QUOTED, AFTER_SLASH, NOT_SCRIPT))
        kinds = kinds - {HTML} if led or harms_where_it_stands(kinds) else kinds
    if PUBLIC_HOST in kinds and NO_REDIRECTS in kinds:
        kinds = kinds | {REQUEST}
    if WITHIN_QUOTES in kinds and ESCAPED_QUOTES in kinds:
        kinds = kinds | {SQL}
    if MAY_HAVE_SCOPE in kinds and NO_SCOPE in kinds:
        kinds = kinds | {COMMAND}
    if NO_CALLS in kinds and EXPRESSION in kinds:
        kinds = kinds | {CODE}
    if (OF_HOST in kinds and BEFORE_DOMAIN in kinds) or (JOINED in kinds and KEPT_ONCE_JOINED in kinds):
        kinds = kinds | ADDRESS
    if BARE in kinds and QUOTED in kinds:
        return kinds | {REQUEST}
    if ONE_SLASH not in kinds and NO_SLASH not in kinds:
        return kinds
    one = ONE_SLASH in kinds and (SLASH in kinds or NO_HOST in kinds)
    kept = one or (NO_SLASH in kinds and (AFTER_SLASH in kinds or QUOTED in kinds or NO_HOST in kinds))
    return kinds | {REDIRECT} if kept else kinds


_NOT_ABSOLUTE = (BEHIND_TEXT, BEHIND_NAME, WITHIN, NO_SLASH, NO_SLASHES, DOTTED)
