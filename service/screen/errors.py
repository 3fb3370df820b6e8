"""Why a screening cannot go on. Every message says what would mend it.

ScreenError
├── SourceError      the source holds nothing that can be judged
├── ExportError      the FHIR server's export cannot be had
├── SignInFileError  what we sign in with there cannot be used
├── EngineError      what the work was to be done with is not there, or was ended
├── KeyFileError     the file of the pseudonyms' key cannot be used
└── OtherRunError    the folder holds the unfinished work of another run
"""


class ScreenError(ValueError):
    """The screening cannot be done."""


class SourceError(ScreenError):
    """The source cannot be screened."""


class ExportError(ScreenError):
    """The FHIR server's export cannot be had."""


class SignInFileError(ScreenError):
    """The file that says how to sign in cannot be used."""


class EngineError(ScreenError):
    """What the work was to be done with is not there, or was ended."""


class KeyFileError(ScreenError):
    """The key file cannot be used."""


class OtherRunError(ScreenError):
    """The folder holds the unfinished work of another run."""
