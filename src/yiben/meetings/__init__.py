"""Meetings: bodies and their members, meetings from the call to the minutes, resolutions that become tasks."""
