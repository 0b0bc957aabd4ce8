# Sourced by the commands beside it: makes virtual environments below the project folder.

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$project"

# environment FOLDER PYTHON REQUIREMENT...: a virtual environment with the requirements, made once for each set of them.
environment() {
    local folder=$1 python=$2
    shift 2
    local stamp
    stamp="$("$python" --version) $* $(sha256sum pyproject.toml | cut -d' ' -f1)"
    if [ "$(cat "$folder/.made-from" 2>/dev/null)" != "$stamp" ]; then
        rm -rf "$folder"
        "$python" -m venv "$folder"
        "$folder/bin/python" -m pip install --quiet --disable-pip-version-check "$@"
        printf '%s' "$stamp" >"$folder/.made-from"
    fi
}

# interpreter VERSION: the path of a Python of that version on this machine, or nothing.
interpreter() {
    local candidate
    for candidate in "$(command -v "python$1" 2>/dev/null)" "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$1".*/bin/python; do
        if [ -x "$candidate" ] && "$candidate" -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$1')" 2>/dev/null; then
            printf '%s' "$candidate"
            return
        fi
    done
}
