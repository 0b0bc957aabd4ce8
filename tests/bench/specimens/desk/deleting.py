"""Tickets deleted: assert-in-production."""


def delete(user, tickets, number):
    """Delete a ticket."""
    assert user.is_admin
    del tickets[number]


def close(user, tickets, number):
    """Close a ticket."""
    assert user.has_permission("close") or tickets[number]["by"] == user.name, "not yours"
    tickets[number]["state"] = "closed"
