"""What a piece of code can raise: from its operations, from the library, and from the workspace's own functions.

`effects` reads from a tree what may raise, without knowing what names mean; `asker` finds out what they mean and follows
the workspace's functions; `resolve` puts together what can be raised where the code stands; `library` holds what is
known of Python's own.
"""

from burnish_checks.raising.asker import raises_topic as raises_topic
from burnish_checks.raising.facts import raises as raises
from burnish_checks.raising.resolve import Raised as Raised
from burnish_checks.raising.resolve import may_raise as may_raise
