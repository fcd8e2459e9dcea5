"""What can go wrong in the workshop.

Every class says what is wrong in a sentence for the reader, who is told what
to do. The sentence is a msgid; a door translates it and fills in the places.
"""


def N_(sentence: str) -> str:  # noqa: N802 -- the name gettext's tools look for
    """Mark a sentence for translation and return it unchanged."""
    return sentence


class MediaError(Exception):
    """Something that ends a step. ``code`` is for machines, ``sentence`` for people."""

    code = "media_error"
    sentence = N_("The file could not be processed. Please try again.")

    def __init__(self, *, detail: str = "", **places: str | int | float) -> None:
        """Keep the places of the sentence, and what an operator should see."""
        super().__init__(self.sentence % places)
        self.places: dict[str, str | int | float] = places
        #: The tool's last words or the reason in short, for the log only.
        self.detail = detail


class SourceError(MediaError):
    """The file that was handed in is at fault; trying again changes nothing."""

    code = "unreadable"


class Unreadable(SourceError):
    """Nothing in the file can be read as film or sound."""

    sentence = N_("This file cannot be read as film or sound. Please export it again as MP4 and upload it once more.")


class EmptyFile(Unreadable):
    """The file has no bytes."""

    code = "empty_file"
    sentence = N_("This file is empty. Please check the original and upload it once more.")


class TextFile(Unreadable):
    """The file is text, whatever its name says."""

    code = "text_file"
    sentence = N_("This file holds text, not film or sound. Please choose the film itself.")


class StillPicture(Unreadable):
    """The file is a photo or a drawing."""

    code = "still_picture"
    sentence = N_("This file is a still picture, not a film. Please choose the film itself.")


class Playlist(Unreadable):
    """The file only points to other files, which we never follow."""

    code = "playlist"
    sentence = N_("This file only points to other files. Please upload the film itself, as one file.")


class Truncated(SourceError):
    """The file ends before the film does."""

    code = "truncated"
    sentence = N_(
        "This file breaks off: %(found_s)s of %(promised_s)s seconds are there. "
        "Please upload it once more from the original."
    )


class Incomplete(SourceError):
    """The file ends before its index, so that nothing in it can be found."""

    code = "truncated"
    sentence = N_("This file breaks off before its end. Please upload it once more from the original.")


class Damaged(SourceError):
    """Pictures or sounds inside the file cannot be decoded."""

    code = "damaged"
    sentence = N_("This file is damaged at about second %(at_s)s. Please export it again from the original.")


class TooLarge(SourceError):
    """The picture is larger than any film we take."""

    code = "too_large"
    sentence = N_(
        "The picture measures %(width_px)s by %(height_px)s pixels. Please export it with at most 8192 by 4320."
    )


class TooLong(SourceError):
    """The film runs longer than any film we take."""

    code = "too_long"
    sentence = N_("This film runs %(hours)s hours. Please upload at most %(most)s hours in one file.")


class TooManyTracks(SourceError):
    """The file holds more tracks than any honest film."""

    code = "too_many_tracks"
    sentence = N_("This file holds %(tracks)s tracks. Please export it with at most %(most)s.")


class NoPicture(SourceError):
    """A film was asked for, and there is only sound."""

    code = "no_picture"
    sentence = N_("There is no picture in this file. Please upload the whole film, or hand it in as a dub.")


class NoSound(SourceError):
    """A sound was asked for, and there is none."""

    code = "no_sound"
    sentence = N_("There is no sound in this file. Please export it again with its sound.")


class DifferentLength(SourceError):
    """Dub and picture do not belong together."""

    code = "different_length"
    sentence = N_(
        "The sound runs %(sound_s)s seconds, the picture %(picture_s)s. Please hand in a dub of the picture's length."
    )


class CommandFailed(MediaError):
    """A tool ended with an error."""

    code = "command_failed"
    sentence = N_("The film could not be processed. We have kept the reason; please try again later.")
    #: How far into the film it came.
    position_s = 0.0


class TookTooLong(MediaError):
    """A tool used more time than a film of this length can need."""

    code = "took_too_long"
    sentence = N_("Processing took too long and was stopped. Please try again later.")


class Cancelled(MediaError):
    """Somebody called the work off."""

    code = "cancelled"
    sentence = N_("Processing was called off.")


class DiskFull(MediaError):
    """There is no room for the result."""

    code = "disk_full"
    sentence = N_("The server has no room left. Nothing is lost; please try again later.")


class BrokenOutput(MediaError):
    """What was made is not what was ordered. It must not be shown."""

    code = "broken_output"
    sentence = N_("What was made did not pass its test and was thrown away. Please try again later.")


class BrokenRecipe(MediaError):
    """What is stored as a recipe is none, so the file cannot be put together."""

    code = "broken_recipe"
    sentence = N_("This file can no longer be put together. Please tell the operator.")


class OpenGroups(MediaError):
    """A master's own packets cannot be cut into a stream; its picture has to be encoded."""

    code = "open_groups"
    sentence = N_("The packets of this film cannot be streamed as they are. Please have its picture encoded.")


class NoTool(MediaError):
    """There is no ffmpeg on this machine, or the one named is not there."""

    code = "no_tool"
    sentence = N_("There is no ffmpeg at “%(path)s”. Please check the setting FILMBOTE_FFMPEG.")


class NoSandbox(MediaError):
    """Strangers' files cannot be opened safely here."""

    code = "no_sandbox"
    sentence = N_(
        "The sandbox “%(name)s” does not hold on this machine. Please install bubblewrap, use a kernel with Landlock, "
        "or set FILMBOTE_SANDBOX=limits to go without one at your own risk."
    )


class NotCaptions(SourceError):
    """A caption file cannot be read, from this line on."""

    code = "not_captions"
    sentence = N_("Line %(line)s of the captions cannot be read. Please correct it and upload the captions once more.")


class UnknownCaptions(NotCaptions):
    """The file is in no format that we read, or breaks the rules of its own."""

    sentence = N_(
        "These are no captions that we can read. Please upload them as SRT, WebVTT, ASS, TTML, SCC or EBU STL."
    )


class UnknownLetters(NotCaptions):
    """No encoding makes a text of the captions' language out of the file."""

    sentence = N_("The letters of these captions cannot be read. Please save them as UTF-8 and upload them once more.")


class EntitiesInside(NotCaptions):
    """The XML declares entities, which can name other files and grow without end."""

    sentence = N_(
        "These captions declare entities (DOCTYPE), which we never follow. "
        "Please export them as plain TTML and upload them once more."
    )


class BrokenTime(NotCaptions):
    """A line where the times should stand holds something else."""

    sentence = N_(
        "Line %(line)s of the captions names no valid times. Please write them as 00:01:02,345 --> 00:01:04,000."
    )


class TooManyCaptions(NotCaptions):
    """More captions than any film has, or more bytes than any text."""

    sentence = N_(
        "This caption file is far too large. Please upload the captions of one film, at most %(most)s of them."
    )


class FontMissing(MediaError):
    """The letters of a script cannot be drawn on this machine."""

    code = "font_missing"
    sentence = N_(
        "The font “%(font)s” is not installed on this server. Please ask your administrator to install the package "
        "%(package)s."
    )


class LetterMissing(MediaError):
    """None of our fonts has a letter that should be drawn into the picture."""

    code = "letter_missing"
    sentence = N_(
        "The letter “%(letter)s” cannot be drawn into the picture. Please take it out of the captions "
        "and upload them once more."
    )
