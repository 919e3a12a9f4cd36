"""Orders: carts, stock, placing orders, their lifecycle, receipts and notifications."""
