from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "yiben.jobs"
    label = "jobs"

    def ready(self) -> None:
        autodiscover_modules("jobs")  # a room declares its jobs in its own module ``jobs``
