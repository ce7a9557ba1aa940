-- Ids sort by their bytes, here and in the program, whatever the server's locale. A price keeps the decimals that it is written with.
CREATE TABLE products (
    id text COLLATE "C" PRIMARY KEY,
    name text NOT NULL,
    category text NOT NULL,
    unit_price numeric NOT NULL CHECK (unit_price > 0),
    currency text NOT NULL,
    discontinued boolean NOT NULL,
    version bigint NOT NULL CHECK (version >= 1)
);

CREATE INDEX products_by_category ON products (category, id);
