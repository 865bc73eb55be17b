# shellcheck shell=bash
# What the scripts of this folder share. Sourced, never run.

headline() {
  printf '\n=== %s\n' "$*" >&2
}

fail() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo --preserve-env "$@"; fi
}

refresh_package_lists() {
  as_root apt-get update -qq
}

# RUNLEVEL=1 keeps packages from starting services of their own.
install_packages() {
  command -v apt-get >/dev/null || fail "needs the packages $*, and there is no apt-get to install them with"
  headline "Installing $*"
  refresh_package_lists
  as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
    apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

distribution_codename() {
  (. /etc/os-release && printf '%s' "$VERSION_CODENAME")
}

# The mirror that this machine's own package configuration names for its release. Needs fresh package lists.
distribution_mirror() {
  # shellcheck disable=SC2016 # apt's own placeholder
  apt-get indextargets --format '$(REPO_URI)' \
    'Created-By: Packages' 'Component: main' "Codename: $(distribution_codename)" | head -n 1
}
