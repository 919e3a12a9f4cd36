"""What the shop sells: products, their texts, prices, categories and pictures, and the search."""
