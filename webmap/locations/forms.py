"""The form that gives a project its place."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import HiddenInput

from etl.coordinates import SYSTEMS
from etl.vertices import ShapeKind
from gis.crs import crs_label
from gis.domain.lifecycle import AccuracyClass

MAX_TEXT = 1_000_000
MAX_REASON = 500


class LocationForm(FlaskForm):  # type: ignore[misc]
    """A shape by its vertices, how exact it is, why it changes, and the version it was read at."""

    kind = RadioField(
        _l("Loại hình"),
        choices=[
            (ShapeKind.POINT.value, _l("Điểm")),
            (ShapeKind.LINE.value, _l("Tuyến")),
            (ShapeKind.AREA.value, _l("Vùng")),
        ],
        default=ShapeKind.POINT.value,
        validators=[InputRequired(_l("Chọn loại hình."))],
    )
    crs = SelectField(_l("Hệ tọa độ"), coerce=int, choices=[(epsg, crs_label(epsg)) for epsg in SYSTEMS])
    coordinates = TextAreaField(
        _l("Tọa độ các đỉnh"),
        validators=[
            DataRequired(_l("Vẽ trên bản đồ hoặc nhập tọa độ.")),
            Length(max=MAX_TEXT, message=_l("Danh sách tọa độ dài quá 1.000.000 ký tự.")),
        ],
        render_kw={"rows": 7, "spellcheck": "false", "autocomplete": "off"},
    )
    accuracy_class = SelectField(_l("Nguồn gốc, độ chính xác"), choices=[])
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
        self.accuracy_class.choices = [
            (AccuracyClass.DIGITISED.value, gettext("Số hóa trên bản đồ")),
            (AccuracyClass.PLAN_DRAWING.value, gettext("Bản vẽ thiết kế, mặt bằng")),
            (AccuracyClass.GPS.value, gettext("Đo GPS")),
            (AccuracyClass.FIELD_VERIFIED.value, gettext("Đã kiểm tra thực địa")),
        ]
