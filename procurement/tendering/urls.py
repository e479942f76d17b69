"""Addresses of the room: papers (half A) and seals (half B)."""

from django.urls import URLPattern

app_name = "tendering"

papers: list[URLPattern] = []
seals: list[URLPattern] = []

urlpatterns = [*papers, *seals]
