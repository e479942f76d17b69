"""Brings a bare Debian or Ubuntu with Python 3.11 to where `manage.py` runs: system packages, `.venv`, requirements.

Standard library only, since it runs before anything is installed. Every step is skipped when its result is already
there, so that a second call costs a fraction of a second. What cannot be installed without root is named as the exact
command to type; only a missing Python package ends the run, a missing font merely costs the documents.
"""

import argparse
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
REQUIREMENTS = ROOT / "requirements.txt"
STAMP = VENV / "requirements.sha256"
OLDEST_PYTHON = (3, 11)
# The first three draw documents, the fonts keep Chinese from becoming boxes, gettext compiles the English texts.
DOCUMENT_PACKAGES = (
    "libpango-1.0-0",
    "libpangoft2-1.0-0",
    "libharfbuzz-subset0",
    "fonts-noto-cjk",
    "gettext",
)
BROWSER_PACKAGES = ("chromium",)
# Reads docker-compose.yml for the linters, where docker brings no `compose` of its own.
COMPOSE_PACKAGES = ("docker-compose",)


def say(text: str) -> None:
    print(f"== {text}", flush=True)


def use_new_enough_python() -> None:
    """Start again under the first Python that is new enough, when `python3` itself is not."""
    if sys.version_info >= OLDEST_PYTHON:
        return
    for minor in range(OLDEST_PYTHON[1], OLDEST_PYTHON[1] + 3):
        found = shutil.which(f"python3.{minor}")
        if found and works([found, "--version"]):
            os.execv(found, [found, *sys.argv])
    sys.exit("Python 3.11 or newer is needed. On Debian 12: apt-get install python3")


def works(command: list[str]) -> bool:
    """Tell whether the command exists and succeeds; what it prints is of no interest."""
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def refuse_taken_port(port: int) -> None:
    """Say so before minutes are spent on installing."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            sys.exit(
                f"Port {port} cannot be used ({error.strerror}). Choose another: make run PORT={port + 1}"
            )


def missing_packages(names: tuple[str, ...]) -> list[str]:
    """Return those of Debian's packages that are not installed; all of them where there is no dpkg."""
    if not shutil.which("dpkg-query"):
        return list(names)
    query = ["dpkg-query", "--show", "--showformat", "${Package} ${db:Status-Status}\n", *names]
    listed = subprocess.run(query, capture_output=True, text=True, check=False).stdout
    installed = {line.split()[0] for line in listed.splitlines() if line.endswith(" installed")}
    return [name for name in names if name not in installed]


def root_prefix() -> list[str] | None:
    """Return what to put before a command that needs root, None if this user may not."""
    if os.geteuid() == 0:
        return []
    return ["sudo", "-n"] if works(["sudo", "-n", "true"]) else None


def install_packages(names: list[str]) -> bool:
    """Install with apt if this user may; otherwise name the command. Returns whether all are there now."""
    by_hand = f"apt-get update && apt-get install -y --no-install-recommends {' '.join(names)}"
    prefix = root_prefix()
    if prefix is None or not shutil.which("apt-get"):
        say(f"missing system packages; as root: {by_hand}")
        return False
    say(f"installing system packages: {' '.join(names)}")
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]
    subprocess.run([*apt, "update"], stdout=subprocess.DEVNULL, check=False)
    install = [*apt, "--no-install-recommends", "install", *names]
    if subprocess.run(install, stdout=subprocess.DEVNULL, check=False).returncode == 0:
        return True
    say(f"apt did not install them; try as root: {by_hand}")
    return False


def working_uv() -> str | None:
    """Return uv's path if it is there and runs; it is told to trust the authorities that the machine trusts."""
    for name in ("UV_SYSTEM_CERTS", "UV_NATIVE_TLS"):
        os.environ.setdefault(name, "true")
    found = shutil.which("uv")
    return found if found and works([found, "--version"]) else None


def make_venv(uv: str | None) -> None:
    """Create `.venv` of the running Python, unless there is one that runs."""
    if VENV_PYTHON.exists() and works([str(VENV_PYTHON), "-c", "import sys"]):
        return
    say("creating .venv")
    if uv:
        command = [uv, "venv", "--quiet", "--clear", "--no-project", "--python", sys.executable, str(VENV)]
    else:
        if not works([sys.executable, "-c", "import ensurepip, venv"]):
            package = f"python3.{sys.version_info.minor}-venv"
            if not install_packages([package]):
                sys.exit(
                    f"Without {package} Python cannot make an environment. Install it and type the same again."
                )
        command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    subprocess.run(command, check=True)


def install_requirements(uv: str | None) -> None:
    """Install the pinned requirements, unless this very file was installed into this very Python before."""
    version = ".".join(map(str, sys.version_info[:3]))
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes() + version.encode()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    say(f"installing requirements with {'uv' if uv else 'pip'}")
    if uv:
        command = [uv, "pip", "install", "--quiet", "--python", str(VENV_PYTHON), "-r", str(REQUIREMENTS)]
    else:
        pip = [str(VENV_PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        command = [*pip, "-r", str(REQUIREMENTS)]
    if subprocess.run(command, check=False).returncode:
        sys.exit("The requirements could not be installed; what stands above says why.")
    STAMP.write_text(wanted)


def install_system_packages(extra: tuple[str, ...]) -> None:
    """Bring what documents and texts need, and the extra ones, or say what is missing and go on."""
    missing = missing_packages(DOCUMENT_PACKAGES + extra)
    if missing and not install_packages(missing):
        say("going on without them: documents or English texts may be missing; /healthz names what is")


def main() -> None:
    """Prepare this checkout; `--port` is checked first, `--browser` adds what the browser journeys need, `--compose`
    what checks docker-compose.yml."""
    use_new_enough_python()
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--port", type=int)
    parser.add_argument("--browser", action="store_true")
    parser.add_argument("--compose", action="store_true")
    options = parser.parse_args()
    if options.port is not None:
        refuse_taken_port(options.port)
    uv = working_uv()
    make_venv(uv)
    # apt and pip wait for different machines: together they take as long as the slower one.
    extra = BROWSER_PACKAGES if options.browser else ()
    if options.compose and not works(["docker", "compose", "version"]):
        extra += COMPOSE_PACKAGES
    system = threading.Thread(target=install_system_packages, args=(extra,))
    system.start()
    try:
        install_requirements(uv)
    finally:
        system.join()


if __name__ == "__main__":
    main()
