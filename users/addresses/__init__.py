"""The postal addresses that an account keeps."""
