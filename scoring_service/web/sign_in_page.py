"""The page on which a reader says a name, where no proxy has named one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect, request

from scoring_service.web.reader import claim_name, forget_name, may_claim
from scoring_service.web.render_page import go_to, render_page

if TYPE_CHECKING:
    from flask import Blueprint

    from scoring_service.life.parts import LifeParts


def add_pages(pages: Blueprint, parts: LifeParts) -> None:  # noqa: ARG001 - every module of pages is called alike
    """Add the pages ``sign_in`` and ``sign_out``."""

    @pages.route("/sign-in", methods=["GET", "POST"])
    def sign_in() -> Any:
        back = _own_path(request.values.get("next", ""))
        if request.method == "GET":
            return render_page("sign_in.html", back=back, is_refused=False)
        if claim_name(request.form.get("name", "")) is None:
            return render_page("sign_in.html", status=422 if may_claim() else 403, back=back, is_refused=True)
        return redirect(back, code=303) if back else go_to("rule_sets")

    @pages.post("/sign-out")
    def sign_out() -> Any:
        forget_name()
        return go_to("rule_sets")


def _own_path(text: str) -> str:
    """Give an address of this site; anything else could lead elsewhere, and is left out."""
    is_own = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable()
    return text if is_own else ""
