from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "yiben.assessments"
    label = "assessments"
