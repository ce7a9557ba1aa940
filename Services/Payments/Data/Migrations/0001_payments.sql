-- A payment and its attempts are one row: the attempts are few and are only ever read with the payment. Its life is one insert and one
-- update in place (HOT): the space left in each page is for the update, and no indexed column changes unless an answer comes late.
CREATE TABLE payments (
    order_id uuid PRIMARY KEY,
    payment_id uuid NOT NULL,
    amount numeric NOT NULL CHECK (amount >= 0),
    currency text NOT NULL,
    created_at timestamptz NOT NULL,
    status text NOT NULL CHECK (status IN ('Pending', 'Authorized', 'Declined', 'Captured', 'Voided')),
    reason text,
    token text,
    due_at timestamptz,
    trace_parent text,
    attempts jsonb NOT NULL,
    updated_at timestamptz NOT NULL,
    CHECK ((status = 'Pending') = (due_at IS NOT NULL))
) WITH (fillfactor = 60);

CREATE INDEX payments_due ON payments (due_at) WHERE due_at IS NOT NULL;
