"""Google, NumPy and Sphinx docstrings: what they hold, how they are read, and how they are written."""

from burnish_checks.docstrings.styles.model import Docstring as Docstring
from burnish_checks.docstrings.styles.model import Entry as Entry
from burnish_checks.docstrings.styles.model import Field as Field
from burnish_checks.docstrings.styles.model import Outline as Outline
from burnish_checks.docstrings.styles.model import Section as Section
from burnish_checks.docstrings.styles.reading import read as read
from burnish_checks.docstrings.styles.reading import style_of as style_of
from burnish_checks.docstrings.styles.writing import DEFAULT as DEFAULT
from burnish_checks.docstrings.styles.writing import STYLES as STYLES
from burnish_checks.docstrings.styles.writing import heading as heading
from burnish_checks.docstrings.styles.writing import placeholder as placeholder
from burnish_checks.docstrings.styles.writing import plain as plain
from burnish_checks.docstrings.styles.writing import snippet as snippet
from burnish_checks.docstrings.styles.writing import written as written
from burnish_checks.docstrings.styles.writing import written_entry as written_entry
