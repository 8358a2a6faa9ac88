"""Runs between fork and exec of every child: binds it to its parent's life and, if asked, gives up root.

A file of its own, started as `python -I -S launch.py PARENT DEATH_SIGNAL USER PROGRAM ARGUMENT...` (USER "" means
stay), because Python code between fork and exec (`preexec_fn`) can deadlock in a program with threads. It ends in
`exec`, so the program keeps this process's id and start time.
Guarantees on Linux: when the parent dies, even by SIGKILL, the child gets DEATH_SIGNAL. Elsewhere only
`processes.sweep` cleans up. Never imports anything of ours: it is run without site-packages.
"""

import contextlib
import ctypes
import os
import pwd
import sys

# linux/prctl.h and linux/capability.h
PR_SET_PDEATHSIG = 1
PR_SET_KEEPCAPS = 8
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAPABILITY_VERSION_3 = 0x20080522
CAP_DAC_OVERRIDE = 1


def main(arguments: list[str]) -> None:
    parent, death_signal, user, *argv = arguments
    if user:
        become(user)
    if sys.platform == "linux":
        # After the change of user: the kernel forgets the death signal when the credentials change.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != int(parent):
            sys.exit("the parent died while this was starting")
    os.execve(argv[0], argv, os.environ)


def become(user: str) -> None:
    """Change from root to `user`, keeping only the right to pass file permissions.

    PostgreSQL refuses to run as root, and the project may lie where no one else can look (a root user's home, mode
    0700). Opening those folders for everyone would be worse than letting this one child through, so it keeps
    CAP_DAC_OVERRIDE; where the container took that away it goes without, which is enough when the folders are readable.
    """
    entry = pwd.getpwnam(user)
    libc = ctypes.CDLL(None)
    keep = sys.platform == "linux" and libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) == 0
    os.setgroups([])
    os.setgid(entry.pw_gid)
    os.setuid(entry.pw_uid)
    if keep:
        bit = 1 << CAP_DAC_OVERRIDE
        header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
        # Two words each of effective, permitted, inheritable; an ambient capability has to be in the last two.
        sets = (ctypes.c_uint32 * 6)(bit, bit, bit, 0, 0, 0)
        with contextlib.suppress(AttributeError):
            if libc.capset(header, sets) == 0:
                libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0)


if __name__ == "__main__":
    main(sys.argv[1:])
