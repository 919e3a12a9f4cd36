"""What the store's site has beside the API: health, sitemap, media."""
