CREATE TABLE letters (
    account_id uuid PRIMARY KEY,
    text text NOT NULL
);
