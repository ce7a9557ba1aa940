CREATE TABLE gadgets (
    order_id uuid PRIMARY KEY,
    recorded_at timestamptz NOT NULL
);
