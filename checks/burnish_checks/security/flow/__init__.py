"""Data flow: untrusted data followed from where it enters to where it does harm."""
