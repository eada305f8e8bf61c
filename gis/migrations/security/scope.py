"""Which units an account reaches with a permission, and whether a row lies within them."""

from typing import Final

EVERYWHERE: Final = "{0}"
"""The scope of a role without a unit: no unit has the id 0."""

# Step by step: as one recursive query the planner makes room for half a million units, which takes 40 ms.
REACH: Final = """
CREATE FUNCTION hatang_reach(unit_ids bigint[]) RETURNS bigint[] LANGUAGE plpgsql STABLE PARALLEL SAFE
SECURITY DEFINER {path}
AS $$
DECLARE
    below bigint[] := coalesce(unit_ids, '{{}}');
    found bigint[];
    fresh bigint[] := below;
BEGIN
    WHILE fresh <> '{{}}' LOOP
        fresh := ARRAY(SELECT id FROM unit WHERE parent_id = ANY (fresh) AND id <> ALL (below));
        below := below || fresh;
    END LOOP;
    found := below;
    fresh := below;
    WHILE fresh <> '{{}}' LOOP
        fresh := ARRAY(SELECT DISTINCT old_id FROM unit_succession WHERE new_id = ANY (fresh) AND old_id <> ALL (found));
        found := found || fresh;
    END LOOP;
    fresh := below;
    WHILE fresh <> '{{}}' LOOP
        fresh := ARRAY(SELECT DISTINCT new_id FROM unit_succession WHERE old_id = ANY (fresh) AND new_id <> ALL (below));
        below := below || fresh;
    END LOOP;
    RETURN ARRAY(SELECT DISTINCT unnest(found || below));
END $$
"""

# Null for nobody; '{0}' for everywhere.
SCOPE_OF: Final = """
CREATE FUNCTION hatang_scope_of(wanted_id bigint, wanted_ledger text, permissions text[]) RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER {path}
AS $$
    SELECT CASE WHEN bool_or(unit_id IS NULL) THEN '{everywhere}' ELSE hatang_reach(array_agg(unit_id)) END
    FROM role_assignment held CROSS JOIN (SELECT (now() AT TIME ZONE '{time_zone}')::date AS day) today
    WHERE account_id = wanted_id AND valid_from <= day AND (valid_to IS NULL OR valid_to >= day)
      AND EXISTS (SELECT FROM role_permission given WHERE given.role = held.role
                  AND given.permission = ANY (permissions) AND given.ledger IN ('*', wanted_ledger))
$$
"""

SCOPE: Final = """
CREATE FUNCTION hatang_scope(ledger text, VARIADIC permissions text[]) RETURNS bigint[] LANGUAGE sql STABLE PARALLEL RESTRICTED
SECURITY DEFINER {path}
AS $$ SELECT hatang_scope_of(hatang_account_id(), ledger, permissions) $$
"""

REACHES: Final = """
CREATE FUNCTION hatang_reaches(scope bigint[], wanted_project bigint, wanted_unit bigint) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER {path}
AS $$
BEGIN
    IF scope IS NULL OR scope = '{{}}' THEN
        RETURN false;
    ELSIF scope = '{everywhere}' THEN
        RETURN true;
    ELSIF wanted_unit IS NOT NULL AND wanted_unit <> ALL (scope) THEN
        RETURN false;
    ELSIF wanted_project IS NULL THEN
        RETURN wanted_unit IS NOT NULL;
    END IF;
    RETURN EXISTS (SELECT FROM project_share share WHERE share.project_id = wanted_project AND share.unit_id = ANY (scope))
        OR EXISTS (SELECT FROM project_stated_unit stated
                   WHERE stated.project_id = wanted_project AND stated.unit_id = ANY (scope));
END $$
"""

REACHES_DOCUMENT: Final = """
CREATE FUNCTION hatang_reaches_document(scope bigint[], wanted_document bigint) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
SECURITY DEFINER {path}
AS $$
    SELECT hatang_reaches(scope, (SELECT project_id FROM document WHERE id = wanted_document), NULL)
$$
"""

REACHES_ROW: Final = """
CREATE FUNCTION hatang_reaches_row(ledger text, wanted_row bigint, VARIADIC permissions text[]) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER {path}
AS $$
DECLARE
    found jsonb;
BEGIN
    IF ledger <> ALL ({ledgers}) THEN
        RETURN false;
    END IF;
    EXECUTE format('SELECT to_jsonb(entry) FROM %I entry WHERE id = $1', ledger) INTO found USING wanted_row;
    RETURN found IS NOT NULL AND hatang_reaches(
        hatang_scope(ledger, VARIADIC permissions), (found->>'project_id')::bigint, (found->>'unit_id')::bigint);
END $$
"""

# A version that was replaced tells nobody outside what a draft said, unless a later version of the fact was accepted.
WAS_RELEASED: Final = """
CREATE FUNCTION hatang_was_released(ledger text, wanted_row bigint) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE
SECURITY DEFINER {path}
AS $$
DECLARE
    newer_id bigint := wanted_row;
    newer_state text;
BEGIN
    IF ledger <> ALL ({ledgers}) THEN
        RETURN false;
    END IF;
    LOOP
        EXECUTE format('SELECT id, review_state FROM %I WHERE corrects_id = $1', ledger)
            INTO newer_id, newer_state USING newer_id;
        IF newer_id IS NULL OR newer_state = 'accepted' THEN
            RETURN newer_id IS NOT NULL;
        END IF;
    END LOOP;
END $$
"""

# A newer list of some of the same days and projects takes the place of an older one, also for who sees none of them.
LISTS_SHARE: Final = """
CREATE FUNCTION hatang_lists_share(older_id bigint, newer_id bigint) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
SECURITY DEFINER {path}
AS $$
    SELECT EXISTS (SELECT FROM treasury_line older JOIN treasury_line newer ON newer.project_id = older.project_id
                   WHERE older.statement_id = older_id AND newer.statement_id = newer_id)
$$
"""

HAS: Final = """
CREATE FUNCTION hatang_has(permission text) RETURNS boolean LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER {path}
AS $$ SELECT coalesce(hatang_scope('*', permission) <> '{{}}', false) $$
"""

FUNCTIONS: Final = (
    REACH,
    SCOPE_OF,
    SCOPE,
    REACHES,
    REACHES_DOCUMENT,
    REACHES_ROW,
    WAS_RELEASED,
    LISTS_SHARE,
    HAS,
)
OPEN: Final = (
    "hatang_reach(bigint[])",
    "hatang_scope(text, text[])",
    "hatang_reaches(bigint[], bigint, bigint)",
    "hatang_reaches_document(bigint[], bigint)",
    "hatang_reaches_row(text, bigint, text[])",
    "hatang_was_released(text, bigint)",
    "hatang_lists_share(bigint, bigint)",
    "hatang_has(text)",
)
