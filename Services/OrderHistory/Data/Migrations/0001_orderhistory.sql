-- The generations of the view: one is read, and another may be built beside it. One row.
CREATE TABLE view_state (
    id integer PRIMARY KEY CHECK (id = 1),
    live bigint NOT NULL,
    building bigint,
    version bigint NOT NULL,
    state jsonb NOT NULL
);

INSERT INTO view_state (id, live, building, version, state) VALUES (1, 1, NULL, 1, '{"live": 1, "last": 1}');

-- One document per order and generation: what the events have said of it. The columns repeat what lists and totals search by; those of an
-- order whose OrderPlaced has not arrived are null. None of the indexed ones changes after that, so later events update in place (HOT).
CREATE TABLE entries (
    order_id uuid NOT NULL,
    generation bigint NOT NULL,
    user_id text COLLATE "C",
    placed_at timestamptz,
    status text NOT NULL CHECK (status IN ('Placed', 'Confirmed', 'Cancelled')),
    currency text,
    total numeric,
    document jsonb NOT NULL,
    PRIMARY KEY (order_id, generation)
) WITH (fillfactor = 50);

CREATE INDEX entries_by_user ON entries (generation, user_id, placed_at DESC, order_id DESC);

-- The names of users and products, joined when an order is read: a new name is one update, however many orders there are.
CREATE TABLE subjects (
    kind text NOT NULL CHECK (kind IN ('User', 'Product')),
    id text COLLATE "C" NOT NULL,
    generation bigint NOT NULL,
    document jsonb NOT NULL,
    PRIMARY KEY (kind, id, generation)
) WITH (fillfactor = 70);

CREATE INDEX subjects_by_generation ON subjects (generation);
