"""Streamable HTTP: who may come in, how much they may ask for, how a stop is kept short."""
