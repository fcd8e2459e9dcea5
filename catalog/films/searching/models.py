"""What search looks through: the lines of all texts that everybody may see, written anew whenever a text changes."""

from enum import IntEnum, StrEnum

from sqlalchemy import ForeignKey, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from catalog.films.models import SHA256, TAG
from catalog.foundation.database import Base


class Source(StrEnum):
    """Where lines come from."""

    #: What is written about a version.
    WORDS = "words"
    #: What is said in it, or its subtitles in another language.
    CAPTIONS = "captions"


class LineKind(IntEnum):
    """What a line is; the less, the better to be found by."""

    TITLE = 0
    DESCRIPTION = 1
    CUE = 2
    #: The title again, found by what the film and its language are called in German and English.
    NAMES = 3


class SearchText(Base):
    """The words of a version, or its captions in one language, as search has them."""

    __tablename__ = "search_texts"
    __table_args__ = (UniqueConstraint("version_id", "source", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("language_versions.id", ondelete="CASCADE"))
    source: Mapped[Source] = mapped_column(String(20))
    #: In which language somebody can follow the film who reads this.
    language: Mapped[str] = mapped_column(TAG)
    #: The state of the source from which the lines were written.
    state_sha256: Mapped[str] = mapped_column(SHA256)


class SearchLine(Base):
    """A title, a description or a sentence, and what it is found by."""

    __tablename__ = "search_lines"

    id: Mapped[int] = mapped_column(primary_key=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("search_texts.id", ondelete="CASCADE"), index=True)
    kind: Mapped[LineKind] = mapped_column(SmallInteger)
    #: When it is said; 0 for what is only written.
    at_s: Mapped[int] = mapped_column(default=0)
    text: Mapped[str]
    #: See ``haystacks``. Beside the table each database keeps an index of its runs of three characters; see step 0006.
    haystack: Mapped[str]
