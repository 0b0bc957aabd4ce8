"""What a report says of code: findings as plain values, and the reviewer's text made from them and from facts."""

from burnish_checks.review.remark import Remark as Remark
