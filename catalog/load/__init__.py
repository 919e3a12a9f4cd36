"""The command that loads a file of products into the shop: `python -m catalog.load FILE`."""
