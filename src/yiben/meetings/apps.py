from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "yiben.meetings"
    label = "meetings"
