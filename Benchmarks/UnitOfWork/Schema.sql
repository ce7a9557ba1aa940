CREATE TABLE balance (
    id uuid PRIMARY KEY,
    amount integer NOT NULL
);
