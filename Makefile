# Hatang. Two commands matter: make run, make test.

PYTHON ?= python3
BIN = .venv/bin
OURS = gis etl webmap tests

.DEFAULT_GOAL := help
.PHONY: help run test check bench load backup restore stop reset database tools format pins

help: ## Danh sách lệnh / this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | while IFS="$$(printf '\t')" read -r name text; do printf '  make %-9s %s\n' "$$name" "$$text"; done

run: python ## Chuẩn bị máy và chạy Hatang ở http://127.0.0.1:8000 / prepare the machine and serve
	@$(PYTHON) -m etl.setup run

test: python ## Chạy mọi kiểm thử, kể cả trình duyệt / run every test, browser tests included (ARGS="-k …")
	@$(PYTHON) -m etl.setup test $(ARGS)

check: tools ## Định dạng, lỗi thường gặp, kiểu, chiều phụ thuộc / format, lint, types, arrows
	$(BIN)/ruff format --check $(OURS)
	$(BIN)/ruff check $(OURS)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint webmap/templates --lint --quiet
	$$(ls node_modules/@biomejs/cli-linux-*/biome | head -n 1) check webmap/static/js webmap/static/css
	$(BIN)/deptry gis etl webmap

bench: tools database ## Đo tốc độ và viết bảng số / measure the speed and write the table
	$(BIN)/python -m tests.bench $(ARGS)

load: tools database ## Nhiều người cùng nhập số liệu, so biên nhận với cơ sở dữ liệu / many people save at once (ARGS="--sessions 200 --minutes 10")
	$(BIN)/python -m tests.load $(ARGS)

backup: python ## Sao lưu cơ sở dữ liệu và tệp / back up database and files (TO=DIR, else var/backups)
	@$(PYTHON) -m etl.setup backup $(if $(TO),"$(TO)")

restore: python ## Khôi phục từ bản sao lưu (có hỏi lại) / restore a backup after asking (FROM=DIR)
	@$(PYTHON) -m etl.setup restore $(if $(FROM),"$(FROM)")

stop: python ## Dừng máy chủ web và cơ sở dữ liệu / stop server and database
	@$(PYTHON) -m etl.setup stop

reset: python ## Xoá dữ liệu (có hỏi lại), giữ các gói đã cài / delete the data after asking, keep packages
	@$(PYTHON) -m etl.setup reset

database: python ## Chỉ bật cơ sở dữ liệu và in địa chỉ / start and migrate the database, print its address
	@$(PYTHON) -m etl.setup database

tools: python
	@$(PYTHON) -m etl.setup tools

format: tools ## Định dạng mã nguồn / format the code
	$(BIN)/ruff format $(OURS)
	$(BIN)/ruff check --fix $(OURS)
	$$(ls node_modules/@biomejs/cli-linux-*/biome | head -n 1) check --write webmap/static/js webmap/static/css

pins: tools ## Ghim lại phiên bản thư viện / resolve the pins anew
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --upgrade --no-header --no-emit-index-url --no-emit-find-links requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --upgrade --no-header --no-emit-index-url --no-emit-find-links requirements-dev.in -o requirements-dev.txt

.PHONY: python
python:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "✗ Máy này chưa có $(PYTHON); cài Python 3.11 trở lên rồi chạy lại: sudo apt-get install -y python3" >&2; \
	  echo "  $(PYTHON) is missing; install Python 3.11 or newer and try again" >&2; exit 1; }
