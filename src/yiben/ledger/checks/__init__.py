"""Checks that packs declare: looked at while recording and at closing."""
