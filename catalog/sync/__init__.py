"""What catalog learns from orders: availability and popularity."""
