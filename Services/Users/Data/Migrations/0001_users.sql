-- Ids in the order of their bytes, as in the other databases that Users runs on: an owner's pages and a copy's must not depend on a locale.
CREATE TABLE users (
    id text COLLATE "C" PRIMARY KEY,
    name text NOT NULL,
    email text,
    -- In lower case, by the service: every database that it runs on must find the same emails equal.
    email_key text,
    role text NOT NULL CHECK (role IN ('User', 'Operator')),
    password_hash text NOT NULL,
    version bigint NOT NULL CHECK (version > 0),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CHECK ((email IS NULL) = (email_key IS NULL))
);

CREATE UNIQUE INDEX users_by_email ON users (email_key);
