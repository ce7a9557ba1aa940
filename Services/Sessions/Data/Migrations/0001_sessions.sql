-- A session, its basket and its checkout are one row, so that each step of a checkout is one statement. The free space in each page keeps
-- most updates in the page (HOT): of the indexed columns only expires_at changes.
CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    token_hash bytea NOT NULL UNIQUE,
    user_id text NOT NULL,
    role text NOT NULL CHECK (role IN ('User', 'Operator')),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    basket_version bigint NOT NULL DEFAULT 1,
    currency text,
    lines jsonb NOT NULL DEFAULT '[]',
    checkout_key uuid,
    frozen boolean NOT NULL DEFAULT false,
    order_id uuid,
    ordered_version bigint,
    CHECK (expires_at <= ends_at),
    CHECK (NOT frozen OR checkout_key IS NOT NULL)
) WITH (fillfactor = 70);

-- For the deletion of expired sessions.
CREATE INDEX sessions_by_expiry ON sessions (expires_at);
