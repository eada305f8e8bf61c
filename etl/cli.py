"""The commands of `python -m etl`; each one's module is loaded only when it is called, so help is immediate."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, NamedTuple

import click

LANGUAGES = ("vi", "en")


class Lazy(NamedTuple):
    """Where a command lives (`module:attribute`) and its line in the list of commands."""

    target: str
    help_line: str

    def load(self) -> click.Command:
        """Import the module and return the command."""
        module, attribute = self.target.split(":")
        command = getattr(import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{self.target} is not a command")
        return command


@dataclass(slots=True)
class Settings:
    """What all commands share; `--lang` may stand before or behind a command."""

    language: str = "vi"


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports one only to run it."""

    def __init__(self, *, lazy: Mapping[str, Lazy], **attributes: Any) -> None:
        super().__init__(**attributes)
        self.lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order in which they are declared."""
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return the command, None for an unknown name."""
        found = self.lazy.get(cmd_name)
        return None if found is None else found.load()

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by their help lines, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, lazy.help_line) for name, lazy in self.lazy.items()])


class RootGroup(LazyGroup):
    """The outermost group: failures that a person can act on end as one sentence, not as a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command and explain what it could not do."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            from etl.commands.failures import explain  # only now: it knows the database's errors

            return ctx.exit(explain(error, ctx.find_object(Settings) or Settings()))


import_group = LazyGroup(
    name="import",
    help="Nhập tệp dữ liệu vào Hatang / take files in",
    lazy={
        "projects": Lazy("etl.commands.projects:import_projects", "Danh sách dự án / a list of projects"),
        "ledger": Lazy("etl.commands.ledgers:import_ledger", "Sổ số liệu có ngày / dated facts"),
        "treasury": Lazy(
            "etl.commands.treasury:import_treasury", "Đối chiếu với kho bạc / payments at the Treasury"
        ),
        "prices": Lazy("etl.commands.standing_lists:import_prices", "Bảng đơn giá / unit prices"),
        "conversions": Lazy("etl.commands.standing_lists:import_conversions", "Hệ số đổi đơn vị / units"),
        "targets": Lazy("etl.commands.standing_lists:import_targets", "Mục tiêu của xã / targets"),
        "residents": Lazy("etl.commands.standing_lists:import_residents", "Số hộ, số dân / residents"),
        "accounts": Lazy("etl.commands.accounts:import_accounts", "Danh sách người dùng / a list of people"),
        "units": Lazy(
            "etl.commands.import_units:import_units", "Ranh giới của cơ quan có thẩm quyền / boundaries"
        ),
    },
)

export_group = LazyGroup(
    name="export",
    help="Xuất dữ liệu ra tệp / write files",
    lazy={
        "projects": Lazy("etl.commands.export:projects", "Dự án theo bộ lọc / the projects of a filter"),
        "ledger": Lazy("etl.commands.ledgers:export_ledger", "Sổ số liệu của các dự án / their ledgers"),
    },
)

template_group = LazyGroup(
    name="template",
    help="Biểu mẫu để điền / forms to fill in",
    lazy={
        "ledger": Lazy("etl.commands.ledgers:template_ledger", "Sổ số liệu / the ledgers"),
        "treasury": Lazy(
            "etl.commands.treasury:template_treasury", "Khoản chi của kho bạc / payments at the Treasury"
        ),
        "accounts": Lazy("etl.commands.accounts:template_accounts", "Danh sách người dùng / lists of people"),
        "prices": Lazy("etl.commands.standing_lists:template_prices", "Bảng đơn giá / unit prices"),
        "conversions": Lazy("etl.commands.standing_lists:template_conversions", "Hệ số đổi đơn vị / units"),
        "targets": Lazy("etl.commands.standing_lists:template_targets", "Mục tiêu của xã / targets"),
        "residents": Lazy("etl.commands.standing_lists:template_residents", "Số hộ, số dân / residents"),
    },
)

COMMANDS = {
    "import": Lazy("etl.cli:import_group", "Nhập tệp dữ liệu / take files in"),
    "check": Lazy("etl.commands.projects:check", "Chỉ xem tệp có gì, không ghi / only look at a file"),
    "template": Lazy("etl.cli:template_group", "Biểu mẫu để điền / forms to fill in"),
    "export": Lazy("etl.cli:export_group", "Xuất dữ liệu ra tệp / write files"),
    "units": Lazy("etl.commands.units:units", "Đơn vị hành chính theo thời gian / dated units"),
    "demo": Lazy("etl.commands.demo:demo", "Dữ liệu trình diễn / demonstration data"),
    "audit": Lazy("etl.commands.audit:audit", "Nhật ký thay đổi / the log of changes"),
    "personal": Lazy("etl.commands.personal:personal", "Dữ liệu cá nhân / personal data"),
    "rebuild": Lazy("etl.commands.rebuild:rebuild", "Tính lại số liệu tổng hợp / compute the summaries anew"),
    "setup-data": Lazy(
        "etl.commands.setup_data:setup_data", "Dữ liệu ban đầu / everything a first start needs"
    ),
}


@click.group(
    cls=RootGroup, lazy=COMMANDS, help="Hatang: nhập, xuất và kiểm tra tệp / files in, out and checked"
)
@click.option(
    "--lang", type=click.Choice(LANGUAGES), default="vi", help="Ngôn ngữ thông báo / language of messages"
)
@click.pass_context
def cli(ctx: click.Context, lang: str) -> None:
    """Hold the language for every command below."""
    ctx.obj = Settings(lang)
