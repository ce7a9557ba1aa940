CREATE TABLE applied (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    type text NOT NULL,
    key text NOT NULL,
    number integer NOT NULL
);
