-- A few rows that every order changes: much free space in each page keeps the updates in it (HOT) until the old versions are swept.
-- Ids sort by their bytes, here and in the program, whatever the server's locale.
CREATE TABLE stock (
    product_id text COLLATE "C" PRIMARY KEY,
    on_hand bigint NOT NULL CHECK (on_hand >= 0),
    reserved bigint NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    sold bigint NOT NULL DEFAULT 0 CHECK (sold >= 0),
    CONSTRAINT available_not_negative CHECK (on_hand >= reserved)
) WITH (fillfactor = 20);

-- What is held for an order. Its lines never change and are only ever read with it, so they are a document in the row.
CREATE TABLE reservations (
    order_id uuid PRIMARY KEY,
    status text NOT NULL CHECK (status IN ('Reserved', 'Rejected', 'Committed', 'Released')),
    lines jsonb NOT NULL,
    shortages jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
) WITH (fillfactor = 60);

CREATE TABLE receipts (
    product_id text COLLATE "C" REFERENCES stock,
    receipt_id text COLLATE "C",
    quantity integer NOT NULL CHECK (quantity > 0),
    received_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (product_id, receipt_id)
);

-- One unit of work may reserve, commit and release, and so lock stock several times: in product order each time, but not over all of them.
-- Two instances would end up waiting for each other. So they take turns, from the first change of stock to the commit; most orders want
-- the same few products anyway, so there is little to win by overlapping. A procedure, because a deferred statement must return no rows.
CREATE PROCEDURE stock_turn() LANGUAGE sql AS $$ SELECT pg_advisory_xact_lock(hashtext('stock_turn')) $$;
