"""Write docs/reliability.md: ``python -m tests.reliability.write``."""

from tests.reliability import page

if __name__ == "__main__":
    page.PAGE.write_text(page.page(), encoding="utf-8")
