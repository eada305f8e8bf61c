"""Who asks, as the database itself knows it: a session's token, a password or an invitation, proven anew each time.

The setting `hatang.identity` lives as long as the transaction. It is signed with a key that only these functions
read, over the account, the backend and the transaction's moment: what another transaction or another connection was
given, or what somebody made up, is nobody.
"""

from typing import Final

SIGNATURE: Final = """
CREATE FUNCTION hatang_signature(said text) RETURNS text LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER {path}
AS $$
    SELECT encode(sha256(secret || sha256(secret || convert_to(said, 'UTF8'))), 'hex') FROM signing_key
$$
"""

MOMENT: Final = """
CREATE FUNCTION hatang_said(kind text, account_id bigint) RETURNS text LANGUAGE sql STABLE PARALLEL RESTRICTED {path}
AS $$
    SELECT concat_ws('|', kind, account_id, pg_backend_pid(), extract(epoch FROM transaction_timestamp()))
$$
"""

SET_IDENTITY: Final = """
CREATE FUNCTION hatang_set_identity(kind text, account_id bigint) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER {path}
AS $$
BEGIN
    PERFORM set_config('hatang.identity', coalesce(
        concat_ws('|', kind, account_id) || '|' || hatang_signature(hatang_said(kind, account_id)), ''), true);
END $$
"""

# Whoever has to change the password or lacks the second factor reaches the own account only, as after a password.
IDENTIFY: Final = """
CREATE FUNCTION hatang_identify(token text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER {path}
AS $$
DECLARE
    found record;
BEGIN
    SELECT account.id, CASE WHEN must_change_password THEN 'proof'
                            WHEN second_factor OR is_demo OR hatang_scope_of(
                                account.id, '*', '{{{second_factor}}}') = '{{}}' THEN 'session' ELSE 'proof' END AS kind
    INTO found
    FROM account_session opened JOIN account ON account.id = opened.account_id
    WHERE opened.token_hash = encode(sha256(convert_to(token, 'UTF8')), 'hex')
      AND opened.ended_at IS NULL AND opened.expires_at > now() AND account.is_active;
    PERFORM hatang_set_identity(found.kind, found.id);
    RETURN found.id;
END $$
"""

HOLDER: Final = """
CREATE FUNCTION hatang_identity(kinds text[]) RETURNS bigint LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SECURITY DEFINER {path}
AS $$
DECLARE
    parts text[] := string_to_array(current_setting('hatang.identity', true), '|');
BEGIN
    IF cardinality(parts) = 3 AND parts[1] = ANY (kinds) AND parts[2] ~ '^[0-9]{{1,18}}$'
       AND parts[3] = hatang_signature(hatang_said(parts[1], parts[2]::bigint)) THEN
        RETURN parts[2]::bigint;
    END IF;
    RETURN NULL;
END $$
"""

ACCOUNT: Final = """
CREATE FUNCTION hatang_account_id() RETURNS bigint LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER {path}
AS $$ SELECT hatang_identity('{{session}}') $$
"""

OWN_ACCOUNT: Final = """
CREATE FUNCTION hatang_own_account_id() RETURNS bigint LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER {path}
AS $$ SELECT hatang_identity('{{session,proof}}') $$
"""

# The hash of an Argon2 password but its last part: what is needed to compute it again from the password.
PARAMETERS: Final = """
CREATE FUNCTION hatang_password_parameters(account_id bigint) RETURNS text LANGUAGE sql STABLE PARALLEL RESTRICTED
SECURITY DEFINER {path}
AS $$
    SELECT regexp_replace(password_hash, '[^$]*$', '') FROM account WHERE id = account_id
$$
"""

TICKET: Final = """
CREATE FUNCTION hatang_ticket(account_id bigint, valid_until text) RETURNS text LANGUAGE sql STABLE PARALLEL RESTRICTED
SECURITY DEFINER {path}
AS $$
    SELECT concat_ws('|', id, valid_until,
                     hatang_signature(concat_ws('|', 'ticket', id, valid_until, password_hash)))
    FROM account WHERE id = account_id AND is_active
$$
"""

PROVE_BY_HASH: Final = """
CREATE FUNCTION hatang_prove_password(wanted_id bigint, computed_hash text) RETURNS text LANGUAGE plpgsql
SECURITY DEFINER {path}
AS $$
BEGIN
    PERFORM FROM account WHERE id = wanted_id AND is_active AND password_hash = computed_hash
        AND (locked_until IS NULL OR locked_until <= now());
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    PERFORM hatang_set_identity('proof', wanted_id);
    RETURN hatang_ticket(wanted_id, extract(epoch FROM now() + interval '10 minutes')::bigint::text);
END $$
"""

PROVE_TICKET: Final = """
CREATE FUNCTION hatang_prove_ticket(ticket text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER {path}
AS $$
DECLARE
    parts text[] := string_to_array(ticket, '|');
BEGIN
    IF cardinality(parts) = 3 AND parts[1] ~ '^[0-9]{{1,18}}$' AND parts[2] ~ '^[0-9]{{1,12}}$'
       AND parts[2]::bigint > extract(epoch FROM now()) AND ticket = hatang_ticket(parts[1]::bigint, parts[2]) THEN
        PERFORM hatang_set_identity('proof', parts[1]::bigint);
        RETURN parts[1]::bigint;
    END IF;
    RETURN NULL;
END $$
"""

PROVE_INVITATION: Final = """
CREATE FUNCTION hatang_prove_invitation(token text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER {path}
AS $$
DECLARE
    found bigint := (
        SELECT account.id FROM invitation JOIN account ON account.id = invitation.account_id
        WHERE invitation.token_hash = encode(sha256(convert_to(token, 'UTF8')), 'hex') AND account.is_active
          AND used_at IS NULL AND cancelled_at IS NULL AND invitation.expires_at > now());
BEGIN
    PERFORM hatang_set_identity(CASE WHEN found IS NULL THEN NULL ELSE 'proof' END, found);
    RETURN found;
END $$
"""

FUNCTIONS: Final = (
    SIGNATURE, MOMENT, SET_IDENTITY, IDENTIFY, HOLDER, ACCOUNT, OWN_ACCOUNT,
    PARAMETERS, TICKET, PROVE_BY_HASH, PROVE_TICKET, PROVE_INVITATION,
)  # fmt: skip
OPEN: Final = (
    "hatang_identify(text)",
    "hatang_account_id()",
    "hatang_own_account_id()",
    "hatang_password_parameters(bigint)",
    "hatang_prove_password(bigint, text)",
    "hatang_prove_ticket(text)",
    "hatang_prove_invitation(text)",
)
"""What the web may call; the others sign, and are the owner's alone."""
