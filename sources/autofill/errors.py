"""Why nothing could be filled in."""


class AutofillError(Exception):
    """Nothing was found. `code` is stable; the text is translated and for the person who asked."""

    def __init__(self, code: str, message: object) -> None:
        super().__init__(code)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return str(self.message)
