"""Alembic migrations, numbered 0001_…"""
