"""What an e-mail address has to look like before we write to it. Pure."""

from email_validator import EmailNotValidError, validate_email

from catalog.foundation.errors import N_, Invalid


class BadAddress(Invalid):
    """An e-mail address cannot be one."""

    sentence = N_("“%(email)s” is not an e-mail address. Please check it.")


def checked(email: str) -> str:
    """Return the address as we keep it, in small letters.

    Raises:
        BadAddress: no letter could go there.
    """
    try:
        return validate_email(email.strip(), check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError as error:
        raise BadAddress(email=email.strip()[:60]) from error
