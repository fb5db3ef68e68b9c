from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from projects.chatbot_rag.store import Catalogue
from tests.waiting import await_true

HOLD = """
import sys
from projects.chatbot_rag.store import Catalogue
with Catalogue(sys.argv[1]).database.exclusive("index"):
    print("held", flush=True)
    sys.stdin.readline()
"""


class Impatient(Exception):
    pass


def give_up() -> None:
    raise Impatient


def test_one_thread_at_a_time_is_inside(catalogue: Catalogue) -> None:
    inside, most = 0, 0
    counting = threading.Lock()

    def enter() -> None:
        nonlocal inside, most
        for _ in range(5):
            with catalogue.database.exclusive("index"):
                with counting:
                    inside += 1
                    most = max(most, inside)
                with counting:
                    inside -= 1

    threads = [threading.Thread(target=enter) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def test_other_names_are_other_locks(catalogue: Catalogue) -> None:
    with catalogue.database.exclusive("index"), catalogue.database.exclusive("rebuild", give_up):
        pass


def test_who_waits_is_asked_whether_to_go_on(catalogue: Catalogue) -> None:
    held, waiting = (catalogue.database.exclusive("index", give_up) for _ in range(2))
    with held, pytest.raises(Impatient), waiting:
        pytest.fail("two are inside")
    with catalogue.database.exclusive("index", give_up):
        pass


def test_an_error_inside_frees_the_lock(catalogue: Catalogue) -> None:
    with pytest.raises(Impatient), catalogue.database.exclusive("index"):
        raise Impatient
    with catalogue.database.exclusive("index", give_up):
        pass


def test_the_lock_of_a_killed_process_is_free(catalogue: Catalogue, url: str) -> None:
    command = [sys.executable, "-c", HOLD, url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Impatient), catalogue.database.exclusive("index", give_up):
            pytest.fail("two are inside")
        holder.kill()
    entered = threading.Event()

    def enter() -> None:
        with catalogue.database.exclusive("index"):
            entered.set()

    thread = threading.Thread(target=enter)
    thread.start()
    await_true(entered.is_set)
    thread.join()
