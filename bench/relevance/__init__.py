"""How well the search finds what people mean, on catalogues with judged queries."""
