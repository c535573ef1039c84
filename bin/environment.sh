# Sourced by the commands in this folder: makes .venv match a lock file. Needs bash and python3 >= 3.11.
# match_lock base | match_lock dev          (dev holds everything of base)

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
export PYTHONUNBUFFERED=1

give_up() {
    printf '%s\n' "$*" >&2
    exit 1
}

can_install() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null
}

install_packages() {
    DEBIAN_FRONTEND=noninteractive apt-get update -qq </dev/null >/dev/null &&
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" </dev/null >/dev/null 2>&1
}

find_python() {
    local name
    for name in python3 python3.13 python3.12 python3.11; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    return 1
}

hash_of() {
    "$1" -c 'import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest())' "$2"
}

stamp_matches() {
    [ -f ".venv/lock-$1" ] && [ "$(cat ".venv/lock-$1")" = "$(hash_of .venv/bin/python "requirements/$1.lock")" ]
}

make_venv() {
    local python
    # Before anything is removed: the folder may be somebody else's.
    if ! [ -w . ] || { [ -e .venv ] && ! [ -w .venv ]; }; then
        give_up "$PWD cannot be written by $(id -un): use a checkout of your own, or let its owner make .venv."
    fi
    python=$(find_python) || {
        can_install && install_packages python3 python3-venv && python=$(find_python)
    } || give_up "Python 3.11 or newer is needed. On Debian or Ubuntu: apt-get install python3 python3-venv"
    rm -rf .venv
    if command -v uv >/dev/null && uv venv --quiet --python "$python" .venv; then return; fi
    if "$python" -m venv .venv >/dev/null 2>&1; then return; fi
    rm -rf .venv
    can_install && install_packages python3-venv && "$python" -m venv .venv && return
    rm -rf .venv
    give_up "Python's venv module is missing. On Debian or Ubuntu: apt-get install python3-venv"
}

fill_venv() {
    local lock="requirements/$1.lock" uv locks
    locks=("$lock")
    if ! uv=$(command -v uv); then
        uv=.venv/bin/uv
        locks+=(requirements/uv.lock)  # or a sync would remove the tool that does it
        [ -x "$uv" ] || .venv/bin/python -m pip install --quiet --require-hashes -r requirements/uv.lock || uv=
    fi
    # A sync of the smaller lock would remove what the tests need.
    local verb=sync
    [ "$1" = base ] && verb=install
    if [ -n "$uv" ]; then
        local arguments=(pip "$verb" --quiet --python .venv/bin/python --require-hashes --compile-bytecode)
        local name
        for name in "${locks[@]}"; do
            if [ "$verb" = install ]; then arguments+=(-r "$name"); else arguments+=("$name"); fi
        done
        "$uv" "${arguments[@]}" && return
    fi
    # pip knows mirrors that are set up for pip only.
    .venv/bin/python -m pip install --quiet --require-hashes -r "$lock" ||
        give_up "The packages of $lock could not be installed; see the lines above."
}

match_lock() {
    exec 9<requirements/dev.lock
    if command -v flock >/dev/null; then flock 9; fi  # two commands started at once take turns
    if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        echo "Making .venv …" >&2
        make_venv
    fi
    if ! { [ "$1" = base ] && stamp_matches dev; } && ! stamp_matches "$1"; then
        echo "Installing the packages of requirements/$1.lock into .venv …" >&2
        rm -f .venv/lock-base .venv/lock-dev
        fill_venv "$1"
        hash_of .venv/bin/python "requirements/$1.lock" >".venv/lock-$1"
    fi
    exec 9<&-
    export PATH="$PWD/.venv/bin:$PATH"
}
