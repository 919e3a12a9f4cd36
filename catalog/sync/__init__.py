"""What catalog copies from orders: which products are available, and how well they sell."""
