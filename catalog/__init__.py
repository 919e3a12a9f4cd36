"""The catalog service: products, categories, images, and the search over them."""
