"""The form that gives a project its place."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length
from wtforms.widgets import HiddenInput

from etl.coordinates import SYSTEMS
from etl.vertices import ShapeKind
from gis.crs import crs_label
from gis.domain.lifecycle import AccuracyClass
from webmap.labels import label

MAX_TEXT = 1_000_000
MAX_REASON = 500
DIGITS = 6
TYPED_CLASSES = (
    AccuracyClass.DIGITISED,
    AccuracyClass.PLAN_DRAWING,
    AccuracyClass.GPS,
    AccuracyClass.FIELD_VERIFIED,
)


class LocationForm(FlaskForm):  # type: ignore[misc]
    """A shape by its vertices, how exact it is, why it changes, and the version it was read at."""

    kind = RadioField(
        _l("Loại hình"),
        choices=[
            SelectChoice(ShapeKind.POINT.value, _l("Điểm")),
            SelectChoice(ShapeKind.LINE.value, _l("Tuyến")),
            SelectChoice(ShapeKind.AREA.value, _l("Vùng")),
        ],
        default=ShapeKind.POINT.value,
        validate_choice=False,  # its own message is English
        validators=[AnyOf([kind.value for kind in ShapeKind], _l("Chọn loại hình: điểm, tuyến hoặc vùng."))],
    )
    crs = SelectField(
        _l("Hệ tọa độ"),
        coerce=lambda text: int(text) if str(text).isdecimal() and len(str(text)) <= DIGITS else 0,
        choices=[SelectChoice(epsg, crs_label(epsg)) for epsg in SYSTEMS],
        validate_choice=False,
        validators=[AnyOf(SYSTEMS, _l("Chọn một hệ tọa độ trong danh sách."))],
    )
    coordinates = TextAreaField(
        _l("Tọa độ các đỉnh"),
        validators=[
            DataRequired(_l("Vẽ trên bản đồ hoặc nhập tọa độ.")),
            Length(max=MAX_TEXT, message=_l("Danh sách tọa độ dài quá 1.000.000 ký tự.")),
        ],
        render_kw={"rows": 7, "spellcheck": "false", "autocomplete": "off"},
    )
    accuracy_class = SelectField(
        _l("Nguồn gốc, độ chính xác"),
        choices=[],
        validate_choice=False,
        validators=[AnyOf([each.value for each in TYPED_CLASSES], _l("Chọn nguồn gốc của vị trí."))],
    )
    source_note = StringField(
        _l("Theo tài liệu"), validators=[Length(max=200, message=_l("Tối đa 200 ký tự."))]
    )
    reason = StringField(
        _l("Lý do"),
        validators=[DataRequired(_l("Nêu lý do để người sau hiểu thay đổi này.")), Length(max=MAX_REASON)],
    )
    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    action = HiddenField(default="save")

    def offer_accuracy_classes(self) -> None:
        """Fill the list of accuracy classes in the reader's language; schematic places are never typed."""
        self.accuracy_class.choices = [SelectChoice(each.value, label(each)) for each in TYPED_CLASSES]
