-- A review of an unfinished order and the resending of its last event are two things: an order whose deadline has passed is reviewed until
-- the silence of a participant is proven. Only the time of the next review is indexed.
ALTER TABLE orders RENAME COLUMN next_nudge_at TO next_review_at;
ALTER TABLE orders RENAME COLUMN nudges TO resends;
ALTER TABLE orders ADD COLUMN next_resend_at timestamptz;
ALTER TABLE orders ADD COLUMN resent_at timestamptz;

-- When the row was written, by the database itself: not before the transaction's first write, which a time of the service could be.
ALTER TABLE orders ADD COLUMN sent_at timestamptz;
ALTER TABLE orders ALTER COLUMN sent_at SET DEFAULT clock_timestamp();

-- The token is kept only while it may have to be sent again.
ALTER TABLE orders ALTER COLUMN payment_token DROP NOT NULL;
UPDATE orders SET payment_token = NULL WHERE status <> 'Placed';
