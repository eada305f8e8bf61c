from datetime import UTC, datetime, timedelta

from gis.domain.sign_in import LOCK_TIME, MAX_FAILURES, SignInState, after_failure, is_locked

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
FRESH = SignInState(0, None)


def fail(state: SignInState, times: int, now: datetime = NOW) -> SignInState:
    for _ in range(times):
        state = after_failure(state, now)
    return state


def test_four_wrong_passwords_leave_the_account_open() -> None:
    assert not is_locked(fail(FRESH, MAX_FAILURES - 1), NOW)


def test_the_fifth_locks_for_fifteen_minutes() -> None:
    state = fail(FRESH, MAX_FAILURES)
    assert is_locked(state, NOW + LOCK_TIME - timedelta(seconds=1))
    assert not is_locked(state, NOW + LOCK_TIME)


def test_after_a_lock_the_count_begins_again() -> None:
    later = NOW + LOCK_TIME
    assert fail(fail(FRESH, MAX_FAILURES), 1, later) == SignInState(1, None)
