-- What Orders knows of other services' data: copies that follow the events of their owners and only move forward. A null email means that
-- it is not known at this version.
ALTER TABLE user_copies ADD COLUMN email text;

CREATE TABLE product_copies (
    product_id text PRIMARY KEY,
    name text NOT NULL,
    category text NOT NULL,
    unit_price numeric NOT NULL,
    currency text NOT NULL,
    discontinued boolean NOT NULL,
    version bigint NOT NULL
);

-- Without minor units no amount can be written in a currency.
CREATE TABLE currency_copies (
    code text PRIMARY KEY,
    minor_units integer,
    version bigint NOT NULL
);
