"""What users set: `[tool.burnish]`, the editor's settings, the peers' configuration; read as data, never run."""

from burnish_checks.configuration.loading import Problem as Problem
from burnish_checks.configuration.options import OPTIONS as OPTIONS
from burnish_checks.configuration.resolving import Resolution as Resolution
from burnish_checks.configuration.resolving import excludes_of as excludes_of
from burnish_checks.configuration.resolving import is_project as is_project
from burnish_checks.configuration.resolving import project_root as project_root
from burnish_checks.configuration.resolving import resolve as resolve
from burnish_checks.configuration.resolving import settings_for as settings_for
