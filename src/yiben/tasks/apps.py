from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "yiben.tasks"
    label = "tasks"
