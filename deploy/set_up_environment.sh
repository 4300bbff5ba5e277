#!/bin/sh
# Make the environment in the folder given, exactly as the lock says, with nothing but Python, make and a C compiler.
set -eu
environment=$1

fits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))' 2>/dev/null
}

has_headers() {
    "$1" -c 'import os, sys, sysconfig; sys.exit(not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")))'
}

python=
for candidate in ${PYTHON:-} python3.11 python3.12 python3 python; do
    if fits "$candidate"; then
        python=$candidate
        has_headers "$candidate" && break
    fi
done
if [ -z "$python" ]; then
    echo "No Python 3.11 or 3.12 on the PATH (found: $(python3 --version 2>&1 || echo none))." >&2
    echo "Install one, for example 'apt-get install python3.11-dev', or name it: make PYTHON=/path/to/python3.11 …" >&2
    exit 1
fi
if ! has_headers "$python"; then
    echo "$python has no Python.h; the rule engine is built from source. Install its headers, for example python3-dev." >&2
    exit 1
fi
if ! command -v cc >/dev/null && ! command -v gcc >/dev/null && ! command -v clang >/dev/null; then
    echo "No C compiler on the PATH; the rule engine is built from source. Install one, for example build-essential." >&2
    exit 1
fi

# uv goes to a place of its own, so that neither the machine's Python nor the environment itself is touched by it.
if [ ! -x .tools/uv ]; then
    mkdir -p .tools
    if ! "$python" -m pip --version >/dev/null 2>&1; then
        "$python" -m venv .tools/pip || { echo "$python has neither pip nor venv; install python3-venv." >&2; exit 1; }
        set -- .tools/pip/bin/python
    else
        set -- "$python"
    fi
    echo "Fetching uv …"
    PIP_ROOT_USER_ACTION=ignore "$1" -m pip install --quiet --disable-pip-version-check --no-warn-script-location --require-hashes \
        --target .tools/uv-package --upgrade -r requirements-uv.lock
    # Behind a proxy that signs for itself only the machine's own certificates will do; where it has none, uv brings some.
    cat >.tools/uv <<'WRAPPER'
#!/bin/sh
for certificates in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem; do
    if [ -e "$certificates" ]; then export UV_SYSTEM_CERTS=true; fi
done
exec "$(dirname "$0")/uv-package/bin/uv" "$@"
WRAPPER
    chmod +x .tools/uv
fi

export UV_PYTHON_DOWNLOADS=never VIRTUAL_ENV="$environment"
if [ ! -x "$environment/bin/python" ] || ! fits "$environment/bin/python"; then
    .tools/uv venv --quiet --clear --python "$(command -v "$python")" "$environment"
fi
echo "Installing what requirements-dev.lock names …"
.tools/uv pip sync --quiet --require-hashes requirements-dev.lock
.tools/uv pip install --quiet --no-deps --editable .
