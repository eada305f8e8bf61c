"""What the set-up tells on its way, in both languages: the next step, and what came of it."""

from __future__ import annotations

from etl.setup.messages import Sentence, say

STEPS: dict[str, Sentence] = {
    "making_environment": Sentence(
        "· Tạo môi trường Python trong .venv …",
        "Making the Python environment in .venv …",
    ),
    "installing_python": Sentence(
        "· Cài các thư viện Python (lần đầu mất vài phút) …",
        "Installing the Python packages (some minutes the first time) …",
    ),
    "installing_front_end": Sentence(
        "· Cài các gói giao diện (bản đồ, phông chữ) …",
        "Installing the front-end packages (map, typeface) …",
    ),
    "installing_system": Sentence(
        "· Cài gói hệ thống: {names} …",
        "Installing system packages: {names} …",
    ),
    "asking_for_rights": Sentence(
        "· Cần quyền quản trị để cài gói; sudo sẽ hỏi mật khẩu của bạn",
        "Installing packages takes an administrator's rights; sudo asks for your password",
    ),
    "making_cluster": Sentence(
        "· Tạo cụm cơ sở dữ liệu riêng …",
        "Making a private database cluster …",
    ),
    "other_folder": Sentence(
        "· {near} không dùng được với tài khoản {account}; dữ liệu đặt ở {far}",
        "{near} can't be used by the account {account}; the data go to {far}",
    ),
    "waiting": Sentence(
        "· Một lần chuẩn bị khác đang chạy trong thư mục này, xin chờ …",
        "Another set-up is running in this folder, please wait …",
    ),
    "serving": Sentence(
        "\nHatang đang chạy ở {address} (Ctrl-C để dừng)",
        "Hatang is running at {address} (Ctrl-C stops it)",
    ),
    "server_stopped": Sentence(
        "\n· Đã dừng máy chủ web; cơ sở dữ liệu vẫn chạy (dừng hẳn: make stop)",
        "The web server was stopped; the database still runs (stop both: make stop)",
    ),
    "stopped_both": Sentence(
        "· Đã dừng máy chủ web và cơ sở dữ liệu", "The web server and the database were stopped"
    ),
    "stopped_web": Sentence("· Đã dừng máy chủ web", "The web server was stopped"),
    "stopped_database": Sentence("· Đã dừng cơ sở dữ liệu", "The database was stopped"),
    "nothing_running": Sentence("· Không có gì đang chạy", "Nothing is running"),
    "nothing_to_delete": Sentence("· Chưa có dữ liệu để xoá", "There are no data to delete yet"),
    "deleted": Sentence(
        "· Đã xoá; lần chạy sau (make run) sẽ tạo lại từ đầu",
        "Deleted; the next make run begins anew",
    ),
    "interrupted": Sentence(
        "\n· Đã dừng theo yêu cầu; chạy lại lúc nào cũng được",
        "Stopped as you asked; run it again at any time",
    ),
    "backed_up": Sentence(
        "✓ Đã sao lưu {row_count} dòng của {table_count} bảng và {file_count} tệp: {folder}",
        "{row_count} rows of {table_count} tables and {file_count} files are backed up: {folder}",
    ),
    "last_link": Sentence(
        "  Mắt xích cuối của nhật ký: số {position}, mã {hash}",
        "The last link of the log: number {position}, hash {hash}",
    ),
    "checking_backup": Sentence("· Kiểm tra bản sao lưu …", "Checking the backup …"),
    "about_to_restore": Sentence(
        "Dữ liệu đang có ở cơ sở dữ liệu “{database}” sẽ được thay bằng bản sao lưu lúc {made_at} ({row_count} dòng, {file_count} tệp): {folder}",
        "The present data of the database “{database}” will be replaced by the backup {folder} of {made_at} ({row_count} rows, {file_count} files); they stay beside it under another name",
    ),
    "loading_backup": Sentence(
        "· Nạp bản sao lưu vào một cơ sở dữ liệu mới …",
        "Loading the backup into a new database …",
    ),
    "comparing_backup": Sentence(
        "· So từng bảng với bản sao lưu, kiểm tra chuỗi nhật ký …",
        "Comparing every table with the backup, checking the chain of the log …",
    ),
    "restored": Sentence(
        "✓ Đã khôi phục {table_count} bảng và {file_count} tệp từ {folder}",
        "{table_count} tables and {file_count} files are restored from {folder}",
    ),
    "former_kept": Sentence(
        "  Bản cũ còn ở cơ sở dữ liệu {was} và các thư mục “….{was}”; xóa khi không cần nữa",
        "What was there before stays in the database {was} and the folders “….{was}”; delete it when it is not needed",
    ),
}


def worded(code: str, **values: object) -> str:
    """Return one step in words, Vietnamese first, English indented below it."""
    sentence = STEPS[code]
    return f"{sentence.vi.format(**values)}\n  {sentence.en.format(**values)}"


def report(code: str, **values: object) -> None:
    """Tell one step to the person at the terminal."""
    say(worded(code, **values))
