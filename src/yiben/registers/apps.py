from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "yiben.registers"
    label = "registers"
