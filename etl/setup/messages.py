"""The sentences of the set-up, Vietnamese first, English after it, and the exception that carries one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple


class Sentence(NamedTuple):
    """One sentence in both languages with the same ``{placeholders}``; it names the way out."""

    vi: str
    en: str


PROBLEMS: dict[str, Sentence] = {
    "python_too_old": Sentence(
        "Cần Python 3.11 trở lên, máy này có {found}; hãy cài python3.11 rồi chạy lại: make {command} PYTHON=python3.11",
        "Python 3.11 or newer is needed, this machine has {found}; install python3.11 and run: make {command} PYTHON=python3.11",
    ),
    "wrong_command": Sentence(
        "Không có lệnh “{command}”; xem các lệnh bằng: make help",
        "There is no command “{command}”; see: make help",
    ),
    "no_rights": Sentence(
        "Thiếu {packages} mà tài khoản này không có quyền cài; nhờ người quản trị chạy lệnh sau rồi chạy lại: {remedy}",
        "Missing: {packages}, and this account may not install it; have an administrator run this, then try again: {remedy}",
    ),
    "no_apt": Sentence(
        "Thiếu {packages} và máy này không có apt-get; hãy cài bằng công cụ của hệ điều hành rồi chạy lại",
        "Missing: {packages}, and this machine has no apt-get; install it with the system's own tool, then try again",
    ),
    "apt_failed": Sentence(
        "apt-get không cài được {packages}; kiểm tra mạng và nguồn gói của máy rồi chạy lại",
        "apt-get could not install {packages}; check the network and the package sources, then try again",
    ),
    "still_missing": Sentence(
        "Đã cài {packages} nhưng vẫn không dùng được trên máy này; hãy cài bằng tay rồi chạy lại",
        "Installed, but still not usable on this machine: {packages}; install it by hand, then try again",
    ),
    "venv_failed": Sentence(
        "Không tạo được môi trường Python ở .venv; xoá thư mục .venv rồi chạy lại",
        "The Python environment in .venv could not be made; delete .venv and try again",
    ),
    "pip_failed": Sentence(
        "Không cài được các thư viện Python; kiểm tra mạng hoặc cấu hình pip rồi chạy lại",
        "The Python packages could not be installed; check the network or the pip configuration, then try again",
    ),
    "npm_failed": Sentence(
        "Không cài được các gói giao diện; kiểm tra mạng hoặc cấu hình npm rồi chạy lại",
        "The front-end packages could not be installed; check the network or the npm configuration, then try again",
    ),
    "vendor_changed": Sentence(
        "Gói giao diện {package} không còn như mong đợi ({path}); chạy lại sau khi xoá thư mục node_modules",
        "The front-end package {package} is not as expected ({path}); delete node_modules and try again",
    ),
    "translations_failed": Sentence(
        "Bản dịch trong webmap/translations có lỗi; sửa tệp .po mà nhật ký nêu rồi chạy lại",
        "A translation in webmap/translations is broken; correct the .po file named in the log and try again",
    ),
    "disk_full": Sentence(
        "Ổ đĩa của {path} chỉ còn {free_mb} MB, cần ít nhất {needed_mb} MB; hãy dọn bớt rồi chạy lại",
        "The disk of {path} has only {free_mb} MB left, at least {needed_mb} MB are needed; free some space and try again",
    ),
    "disk_filled_up": Sentence(
        "Ổ đĩa đầy giữa chừng; hãy dọn bớt rồi chạy lại, phần đã xong được giữ nguyên",
        "The disk filled up on the way; free some space and try again, what was finished is kept",
    ),
    "may_not_write": Sentence(
        "Không có quyền ghi vào {path}; hãy sửa quyền của thư mục, hoặc chạy bằng tài khoản đã tạo ra nó",
        "{path} may not be written; correct the folder's rights, or run as the account that made it",
    ),
    "broken_setting": Sentence(
        "Tệp .env dòng {line} không đọc được: “{text}”; viết theo dạng TÊN=giá trị",
        "Line {line} of .env cannot be read: “{text}”; write NAME=value",
    ),
    "bad_port": Sentence(
        "HATANG_PORT={value} không phải là số cổng từ 1 đến 65535; sửa trong .env hoặc môi trường",
        "HATANG_PORT={value} is not a port number from 1 to 65535; correct it in .env or the environment",
    ),
    "port_in_use": Sentence(
        "Cổng {port} đang được chương trình khác dùng; chọn cổng khác, ví dụ: HATANG_PORT={other} make run",
        "Port {port} is used by another program; choose another, for example: HATANG_PORT={other} make run",
    ),
    "already_running": Sentence(
        "Hatang của thư mục này đang chạy ở {address}; dừng bằng: make stop",
        "Hatang of this folder is already running at {address}; stop it with: make stop",
    ),
    "server_failed": Sentence(
        "Máy chủ web dừng ngay khi khởi động; xem lý do dưới đây",
        "The web server stopped while starting; see the reason below",
    ),
    "database_unreachable": Sentence(
        "Không kết nối được cơ sở dữ liệu của {setting} ({reason}); kiểm tra địa chỉ, hoặc bỏ thiết lập này để dùng cụm riêng",
        "The database of {setting} cannot be reached ({reason}); check the address, or drop the setting to use a private cluster",
    ),
    "database_without_postgis": Sentence(
        "Máy chủ cơ sở dữ liệu của {setting} không có PostGIS; hãy cài PostGIS 3 trên máy chủ đó",
        "The database server of {setting} has no PostGIS; install PostGIS 3 on that server",
    ),
    "other_postgres": Sentence(
        "Dữ liệu ở {path} do PostgreSQL {made} tạo, máy này có PostgreSQL {found}; cài postgresql-{made}-postgis-3, hoặc xoá dữ liệu bằng: make reset",
        "The data in {path} was made by PostgreSQL {made}, this machine has PostgreSQL {found}; install postgresql-{made}-postgis-3, or drop the data with: make reset",
    ),
    "other_owner": Sentence(
        "Dữ liệu ở {path} thuộc tài khoản {owner}; hãy chạy bằng tài khoản đó hoặc bằng root",
        "The data in {path} belongs to the account {owner}; run as that account or as root",
    ),
    "no_cluster_user": Sentence(
        "PostgreSQL không chạy dưới quyền root và máy này thiếu tài khoản “postgres”; tạo bằng: useradd --system postgres",
        "PostgreSQL refuses to run as root and this machine lacks the account “postgres”; make it with: useradd --system postgres",
    ),
    "cluster_failed": Sentence(
        "Không tạo được cụm cơ sở dữ liệu ở {path}; xem lý do dưới đây",
        "The database cluster in {path} could not be made; see the reason below",
    ),
    "cluster_not_started": Sentence(
        "Cụm cơ sở dữ liệu ở {path} không khởi động được; xem lý do dưới đây, hoặc bắt đầu lại từ đầu bằng: make reset",
        "The database cluster in {path} did not start; see the reason below, or begin anew with: make reset",
    ),
    "roles_failed": Sentence(
        "Không chuẩn bị được cơ sở dữ liệu và các vai trò; xem lý do dưới đây",
        "The database and its roles could not be prepared; see the reason below",
    ),
    "migration_failed": Sentence(
        "Không nâng cấp được cấu trúc cơ sở dữ liệu; dữ liệu còn nguyên, xem lý do dưới đây",
        "The structure of the database could not be upgraded; the data is untouched, see the reason below",
    ),
    "loading_failed": Sentence(
        "Không nạp được đơn vị hành chính và dữ liệu ban đầu; xem lý do dưới đây",
        "The units and first data could not be loaded; see the reason below",
    ),
    "accounts_failed": Sentence(
        "Không tạo được tài khoản trình diễn; xem lý do dưới đây",
        "The demonstration accounts could not be made; see the reason below",
    ),
    "nothing_to_back_up": Sentence(
        "Thư mục này chưa có gì để sao lưu; chạy make run trước",
        "There is nothing to back up in this folder yet; run make run first",
    ),
    "no_client": Sentence(
        "Máy này thiếu chương trình {program} của PostgreSQL; cài postgresql-client rồi chạy lại",
        "This machine lacks PostgreSQL's program {program}; install postgresql-client and try again",
    ),
    "backup_failed": Sentence(
        "Không sao lưu được cơ sở dữ liệu, chưa ghi bản nào; xem lý do dưới đây",
        "The database could not be backed up, nothing was kept; see the reason below",
    ),
    "no_backup": Sentence(
        "Không thấy bản sao lưu ở {path}; chỉ thư mục có manifest.json: make restore FROM=THƯ_MỤC",
        "There is no backup at {path}; name the folder with manifest.json: make restore FROM=FOLDER",
    ),
    "backup_damaged": Sentence(
        "Bản sao lưu bị hỏng ở {path}; dữ liệu đang có còn nguyên, hãy dùng bản khác",
        "The backup is damaged at {path}; the present data are untouched, take another one",
    ),
    "backup_newer": Sentence(
        "Bản sao lưu có cấu trúc {revision} mà chương trình này chưa biết; cập nhật Hatang rồi khôi phục lại",
        "The backup has the structure {revision}, which this program does not know; update Hatang and try again",
    ),
    "server_runs": Sentence(
        "Máy chủ web của thư mục này đang chạy; dừng bằng make stop rồi khôi phục lại",
        "The web server of this folder is running; stop it with make stop, then restore again",
    ),
    "not_restored": Sentence(
        "Chưa thay gì cả; muốn khôi phục hãy gõ đúng chữ “{word}”",
        "Nothing was replaced; to restore, type exactly “{word}”",
    ),
    "restore_failed": Sentence(
        "Không nạp được bản sao lưu; dữ liệu đang có còn nguyên, xem lý do dưới đây",
        "The backup could not be loaded; the present data are untouched, see the reason below",
    ),
    "restore_differs": Sentence(
        "Bảng {name} nạp lại không giống lúc sao lưu; dữ liệu đang có còn nguyên, hãy dùng bản khác",
        "The table {name} did not come back as it was; the present data are untouched, take another backup",
    ),
    "log_broken": Sentence(
        "Chuỗi nhật ký trong bản sao lưu không còn nguyên; dữ liệu đang có còn nguyên, xem lý do dưới đây",
        "The chain of the log in the backup is broken; the present data are untouched, see the reason below",
    ),
    "not_confirmed": Sentence(
        "Chưa xoá gì cả; muốn xoá hãy gõ đúng chữ “{word}”",
        "Nothing was deleted; to delete, type exactly “{word}”",
    ),
    "unexpected": Sentence(
        "Gặp lỗi chưa lường trước ({reason}); chi tiết ở {path}, hãy gửi tệp này cho người phát triển",
        "Something unforeseen happened ({reason}); details are in {path}, send that file to the developers",
    ),
}


class SetupError(Exception):
    """Something went wrong that the person at the terminal can mend.

    ``log`` is where the details lie, from byte ``start`` on.
    """

    def __init__(self, code: str, *, log: Path | None = None, start: int = 0, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.log = log
        self.start = start
        self.values = values

    def __str__(self) -> str:
        """Return both sentences, Vietnamese first."""
        sentence = PROBLEMS[self.code]
        return f"✗ {sentence.vi.format(**self.values)}\n  {sentence.en.format(**self.values)}"


def say(text: str) -> None:
    """Tell the person at the terminal what happens now, at once even through a pipe."""
    print(text, file=sys.stderr, flush=True)
