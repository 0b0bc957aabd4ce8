"""Machines reached by SSH: insecure-host-key."""

import paramiko
from paramiko import AutoAddPolicy, SSHClient


def client():
    """A client for machines that are known."""
    found = paramiko.SSHClient()
    found.set_missing_host_key_policy(paramiko.AutoAddPolicy())
    return found


def quick_client():
    """One more."""
    found = SSHClient()
    found.set_missing_host_key_policy(AutoAddPolicy)
    return found
