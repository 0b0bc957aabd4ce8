"""A help desk with one kind of defect in each module, each met by a test of its own."""
