"""The shop's daily report."""

from shop.orders import load_orders, totalPrice


def report(path: str) -> str:
    """The day's turnover as a line of text."""
    prices = [order["price"] for order in load_orders(path)]
    return f"{len(prices)} orders, {totalPrice(prices, 'CH'):.2f}"
