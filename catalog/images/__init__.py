"""Images of products: uploads, which become renditions in the media bucket."""
