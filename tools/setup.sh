# Sourced by the commands beside it: makes sure that the machine has what they need.
#
# need_packages NAME... installs the Debian packages that are missing, through sudo when not root,
# and says plainly what is lacking when it can not. It asks nothing.

say() { printf '%s\n' "$*" >&2; }

need_swift() {
    command -v swift >/dev/null 2>&1 && return
    say "pitwire: no swift on the PATH: install the Swift 6.3 toolchain for Debian 12 first"
    exit 1
}

# Packages can be installed without asking for a password.
can_install() { [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null; }

need_packages() {
    local missing=() name
    for name in "$@"; do
        dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'ok installed' \
            || missing+=("$name")
    done
    [ ${#missing[@]} -eq 0 ] && return
    if ! can_install; then
        say "pitwire: missing Debian packages, and no way to install them without asking:"
        say "    sudo apt-get install ${missing[*]}"
        exit 1
    fi
    local run=()
    [ "$(id -u)" -eq 0 ] || run=(sudo -n)
    say "installing ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    if ! "${run[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null 2>&1; then
        # The package lists may be old or absent.
        if ! { "${run[@]}" apt-get update -qq \
            && "${run[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}"; } \
            >/dev/null; then
            say "pitwire: could not install ${missing[*]}: see apt-get's words above"
            exit 1
        fi
    fi
}

# What the dashboard's web server is built on: libwebsockets, and its way onto a libuv loop, which
# it loads when it starts.
dashboard_packages=(libwebsockets-dev libwebsockets-evlib-uv)

# The libraries the package is built on, the dashboard's included: a build of everything needs them.
# SwiftPM finds them without pkg-config as well, but warns of each one: so it is installed where that
# needs no password, and done without elsewhere.
need_engine_packages() {
    local names=(libuv1-dev liblz4-dev libsqlite3-dev zlib1g-dev libzstd-dev)
    names+=("${dashboard_packages[@]}")
    if ! command -v pkg-config >/dev/null 2>&1 && can_install; then names+=(pkg-config); fi
    need_packages "${names[@]}"
}

# A browser and what drives it: Debian's chromium, and Playwright from PyPI in a virtual environment
# in the working directory. Its own browsers are not downloaded.
need_browser() {
    need_packages chromium python3 python3-venv
    browser_python="$PWD/.build-browser/venv/bin/python3"
    "$browser_python" -c 'import playwright' 2>/dev/null && return
    say "installing Playwright into .build-browser"
    if ! { python3 -m venv "$PWD/.build-browser/venv" \
        && "$browser_python" -m pip install -q --disable-pip-version-check playwright==1.65.2; } \
        >/dev/null; then
        say "pitwire: could not install Playwright from PyPI: see pip's words above"
        exit 1
    fi
}
