"""Query understanding: from typed words to what is looked for."""
