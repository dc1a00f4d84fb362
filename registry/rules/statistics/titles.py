"""Names that people read, some of them in both languages from the start."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Title:
    """A name: a marked English word that the web translates, or words that come in both languages.

    Args:
        zh: empty when `en` is a marked word.
    """

    en: str
    zh: str = ""

    @classmethod
    def named(cls, name: str, name_en: str | None = None) -> "Title":
        """Return the title of something that carries its own name, such as a region."""
        return cls(name_en or name, name)

    def as_plain(self) -> list[str]:
        """Return the title as plain JSON values."""
        return [self.en, self.zh]
