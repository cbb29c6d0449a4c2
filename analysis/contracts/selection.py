"""What is selected where nothing else is asked, and the version of the method that every module of the topic states."""

from __future__ import annotations

METHOD = "contracts 1.0"

HEADLINE = {"side": ("sells",), "object": ("compute_service",), "commitment": ("firm",), "currency": ("CNY",)}
"""The headline selection: firm contracts in CNY by which a listed company sells computing as a service."""
