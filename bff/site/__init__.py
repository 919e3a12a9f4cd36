"""The rest of the site: health checks, API docs, sitemap, the built front, pictures."""
