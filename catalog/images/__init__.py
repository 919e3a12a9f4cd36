"""Pictures of products: uploads, their renditions, and the bucket that holds them."""
