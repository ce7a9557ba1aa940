-- Codes sort by their bytes, here and in the program, whatever the server's locale.
CREATE TABLE countries (
    code text COLLATE "C" PRIMARY KEY,
    alpha3 text NOT NULL,
    numeric_code text NOT NULL,
    name text NOT NULL,
    version bigint NOT NULL CHECK (version >= 1)
);

CREATE TABLE currencies (
    code text COLLATE "C" PRIMARY KEY,
    numeric_code text NOT NULL,
    name text NOT NULL,
    minor_units integer CHECK (minor_units >= 0),
    version bigint NOT NULL CHECK (version >= 1)
);
