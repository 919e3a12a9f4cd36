"""What the site has beside the shop's API: health checks, API docs, sitemap, front, pictures."""
