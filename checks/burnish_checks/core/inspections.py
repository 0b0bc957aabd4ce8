"""What PyCharm calls its inspections, with the beginnings of the codes of the rules of the same idea."""

INSPECTION_CODES: dict[str, tuple[str, ...]] = {
    "PyPep8Naming": ("N8", "C0103"),
    "PyBroadException": ("BLE001", "E722", "S110", "S112", "W0718"),
    "PyUnusedLocal": ("F841",),
    "PyShadowingBuiltins": ("A001", "A002"),
    "PyUnresolvedReferences": ("F401",),
    "PyMethodParameters": ("N804", "N805"),
    "PyDefaultArgument": ("B006",),
    "PyTooBroadException": ("BLE001",),
    "SqlInjection": ("S608",),
    "HardcodedPassword": ("S105", "S106", "S107"),
}
"""By name, the codes."""
