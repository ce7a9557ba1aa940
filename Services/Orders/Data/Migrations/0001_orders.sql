-- An order, its lines and its saga are one row: placing an order is one insert, a step of the saga one update in place. Lines never change
-- and are only ever read with their order, so they are a document in it. The free space in each page keeps the updates of a saga in the
-- page (HOT), which touches no index as long as no indexed column changes: only the last step, finished_at, does that.
CREATE TABLE orders (
    id uuid PRIMARY KEY,
    user_id text NOT NULL,
    currency text NOT NULL,
    payment_token text NOT NULL,
    total numeric NOT NULL CHECK (total > 0),
    lines jsonb NOT NULL,
    placed_at timestamptz NOT NULL,
    idempotency_key text,
    fingerprint bytea,
    status text NOT NULL DEFAULT 'Placed' CHECK (status IN ('Placed', 'Confirmed', 'Cancelled')),
    reason text,
    reason_detail text,
    payment_agreed boolean,
    payment_answered_at timestamptz,
    stock_agreed boolean,
    stock_answered_at timestamptz,
    decided_at timestamptz,
    payment_settled_at timestamptz,
    stock_settled_at timestamptz,
    finished_at timestamptz,
    next_nudge_at timestamptz NOT NULL,
    nudges integer NOT NULL DEFAULT 0,
    CHECK ((idempotency_key IS NULL) = (fingerprint IS NULL)),
    CHECK ((status = 'Cancelled') = (reason IS NOT NULL))
) WITH (fillfactor = 60);

CREATE INDEX orders_by_user ON orders (user_id, id);

-- An order remembers the key it was placed under as long as it lives, so a key is never forgotten before its order is.
CREATE UNIQUE INDEX orders_idempotency_key ON orders (idempotency_key) WHERE idempotency_key IS NOT NULL;

-- The unfinished sagas, in the order in which they are to be looked at.
CREATE INDEX orders_unfinished ON orders (next_nudge_at) WHERE finished_at IS NULL;

-- What Orders knows of users: a copy that follows the events of Users and only moves forward.
CREATE TABLE user_copies (
    user_id text PRIMARY KEY,
    name text NOT NULL,
    version bigint NOT NULL
);
