-- Reconciliation reads copies in the order of their keys' bytes, which is the same in every database.
CREATE INDEX user_copies_by_bytes ON user_copies (user_id COLLATE "C");
CREATE INDEX product_copies_by_bytes ON product_copies (product_id COLLATE "C");
