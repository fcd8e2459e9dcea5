"""A studio that hands in files, and a worker that makes what it can of them."""

from sqlalchemy import select

from catalog.films import register
from catalog.films.lifecycle import Status
from catalog.films.models import LanguageVersion
from catalog.foundation.queue import Job
from catalog.people.permissions import MACHINE
from catalog.production import choices, handing_in, workbench
from catalog.production.models import Purpose
from catalog.worker import Worker

TIGRINYA = "WEBVTT\n\n00:00.500 --> 00:03.000\nፖሊስ ይሕግዙኹም\n".encode()
CAPTIONS = b"WEBVTT\n\n00:00.500 --> 00:02.000\nThe police help.\n\n00:02.500 --> 00:03.500\nCall 110.\n"


class Studio:
    def __init__(self, runtime, folder):
        self.runtime, self.folder = runtime, folder
        with runtime.transaction() as session:
            register.enter_film(session, "polizei", {"de": "Die Polizei"}, by=MACHINE)

    def hand_in(self, language, captions=CAPTIONS, subtitles=None, *, own_picture=False, **files):
        if captions:
            files["captions"] = self.written("captions.vtt", captions)
        texts = {tag: self.written(f"{tag}.vtt", content) for tag, content in (subtitles or {}).items()}
        with self.runtime.transaction() as session:
            film = register.film(session, "polizei")
            version = register.enter_version(session, film, language, by=MACHINE, change_note="Ein Wort ist anders.")
            brought = [
                handing_in.bring(session, self.runtime.config, file, Purpose(purpose), MACHINE)
                for purpose, file in files.items()
            ] + [
                handing_in.bring(session, self.runtime.config, file, Purpose.SUBTITLES, MACHINE, tag)
                for tag, file in texts.items()
            ]
            handing_in.hand_in(session, version, brought, MACHINE, own_picture=own_picture)
            return version.id

    def written(self, name, content):
        file = self.folder / name
        file.write_bytes(content)
        return file

    def make(self, language, **files):
        version_id = self.hand_in(language, **files)
        self.work()
        return self.sheet(version_id)

    def work(self):
        Worker(self.runtime, "tester").run_until_idle()

    def answer(self, version_id, **chosen):
        with self.runtime.transaction() as session:
            choices.answer(session, version_id, chosen, by=MACHINE)
        self.work()
        return self.sheet(version_id)

    def sheet(self, version_id):
        with self.runtime.question() as session:
            sheet = workbench.sheet(session, version_id)
            for part in ("captions", "tracks", "renditions", "picture"):
                getattr(sheet.version, part)
            return sheet

    def publish(self, version_id):
        with self.runtime.transaction() as session:
            session.get_one(LanguageVersion, version_id).status = Status.PUBLISHED

    def tasks(self):
        with self.runtime.question() as session:
            return list(session.scalars(select(Job.task).order_by(Job.id)))


def codes(sheet):
    return [finding.code for finding in sheet.findings]


def blocking(sheet):
    return [finding.code for finding in sheet.findings if finding.blocking]


def profiles(sheet, kind):
    return [rendition.profile for rendition in sheet.version.renditions if rendition.kind == kind]
