"""The forms with which an editor hands a file over and decides who sees it."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, DataRequired, Length

from gis.domain.documents import DocumentKind
from gis.domain.stored_files import MAX_FILE_BYTES, PaperKind
from webmap.projects.words import document_kind

NEW_PAPER, UNKNOWN = 0, -1
DIGITS = 18
"""No row has a number of more digits."""
KINDS = (*PaperKind, *DocumentKind)
MAX_TITLE, MAX_NUMBER, MAX_REASON = 300, 60, 500


BLURRED_WIDTH_PX = 280
"""How wide the form shows the photo: a click on it is told in these."""
BLURRED_SIDES = (("8", _l("nhỏ")), ("16", _l("vừa")), ("32", _l("lớn")))
"""Sides of the square to blur, in percent of the photo's width."""


class UploadForm(FlaskForm):  # type: ignore[misc]
    """A file, the document that it belongs to, and whether the public may see it."""

    file = FileField(
        _l("Tệp"),
        validators=[FileRequired(_l("Chọn một tệp ảnh hoặc PDF."))],
        render_kw={
            "accept": "image/jpeg,image/png,image/webp,application/pdf",
            "data-max-bytes": MAX_FILE_BYTES,
            "data-too-large": _l("Tệp lớn hơn 20 MB nên chưa gửi. Chọn tệp nhỏ hơn."),
        },
    )
    paper = SelectField(
        _l("Thuộc văn bản"),
        coerce=lambda text: int(text) if str(text).isdecimal() and len(str(text)) <= DIGITS else UNKNOWN,
        validate_choice=False,
    )
    kind = SelectField(
        _l("Loại văn bản"),
        choices=[],
        validate_choice=False,
        validators=[AnyOf([kind.value for kind in KINDS], _l("Chọn một loại trong danh sách."))],
    )
    title = StringField(
        _l("Nội dung, chú thích"), validators=[Length(max=MAX_TITLE, message=_l("Tối đa 300 ký tự."))]
    )
    number = StringField(
        _l("Số văn bản"), validators=[Length(max=MAX_NUMBER, message=_l("Tối đa 60 ký tự."))]
    )
    issued_on = StringField(_l("Ngày văn bản"), render_kw={"type": "date"})
    is_public = BooleanField(_l("Cho công chúng xem"))

    def offer(self, papers: list[tuple[int, str]]) -> None:
        """Fill the lists in the reader's language; `papers` are the documents that are known."""
        self.kind.choices = [SelectChoice(kind.value, document_kind(kind.value)) for kind in KINDS]
        self.paper.choices = [SelectChoice(NEW_PAPER, _l("Văn bản, ảnh mới"))] + [
            SelectChoice(number, words) for number, words in papers
        ]


class PublicityForm(FlaskForm):  # type: ignore[misc]
    """Whether the public sees a file, and why that changes."""

    action = HiddenField(validators=[AnyOf(["show", "hide"])])
    reason = StringField(
        _l("Lý do"),
        validators=[DataRequired(_l("Nêu lý do để người sau hiểu thay đổi này.")), Length(max=MAX_REASON)],
    )


class BlurForm(FlaskForm):  # type: ignore[misc]
    """How much of a photo to blur, and why; where is told by a click on it or by numbers."""

    side = StringField(validators=[AnyOf([side for side, _ in BLURRED_SIDES])])
    reason = StringField(validators=[DataRequired(), Length(max=MAX_REASON)])
