"""The postal addresses that accounts keep."""
