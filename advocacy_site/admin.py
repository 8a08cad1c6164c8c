"""Desks that belong to no single room: staff, and the people who act."""

from advocacy_site import data_desk, person_desk, staff_desk, switch_desk

__all__ = ["data_desk", "person_desk", "staff_desk", "switch_desk"]
