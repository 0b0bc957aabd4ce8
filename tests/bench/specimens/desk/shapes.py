"""Shapes: raise-not-implemented."""


class Shape:
    """Something with an area."""

    def area(self):
        """Its area."""
        raise NotImplemented("area")

    def turned(self):
        """It, turned."""
        raise NotImplemented


class Square(Shape):
    """A square."""

    def area(self):
        """Its area."""
        return 4
