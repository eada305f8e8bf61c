from argon2 import Type, extract_parameters

from webmap.accounts.passwords import hash_password, matches


def test_a_kept_password_costs_time_and_memory_to_guess() -> None:
    kept = hash_password("một câu đủ dài")
    costs = extract_parameters(kept)
    assert costs.type is Type.ID
    assert (costs.time_cost, costs.memory_cost) >= (3, 64 * 1024)
    assert matches(kept, "một câu đủ dài")
    assert not matches(kept, "một câu khác")
