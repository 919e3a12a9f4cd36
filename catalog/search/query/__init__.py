"""Query understanding: from the words as typed to the text queries that are run."""
