"""Receipts: numbered, kept as they were given, and drawn as a PDF."""

from services.receipts.drawing import pdf
from services.receipts.keeping import Receipt, number, receipt

__all__ = ["Receipt", "number", "pdf", "receipt"]
