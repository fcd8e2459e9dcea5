"""The commands for ffmpeg, as values. Nothing is started here.

Every path is written as ``file:`` and an absolute name, every file is opened
with what ``media.allowed`` permits, and nothing a user typed comes near a filter.
"""
