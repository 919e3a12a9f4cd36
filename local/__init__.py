"""The whole store on one machine; everything it needs comes from PyPI."""
