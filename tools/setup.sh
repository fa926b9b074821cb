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

# The libraries the engine is built on. SwiftPM finds them without pkg-config as well, but warns of
# each one: so it is installed where that needs no password, and done without elsewhere.
need_engine_packages() {
    local names=(libuv1-dev liblz4-dev libsqlite3-dev zlib1g-dev libzstd-dev)
    if ! command -v pkg-config >/dev/null 2>&1 && can_install; then names+=(pkg-config); fi
    need_packages "${names[@]}"
}
