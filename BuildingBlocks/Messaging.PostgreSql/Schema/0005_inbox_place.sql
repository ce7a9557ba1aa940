-- Where in its batch a message stood, so that the order in which a service applied the events of a key can be read afterwards: over
-- batches from the transactions, within one from this. Not known of what an instance of an earlier version has added.
ALTER TABLE messaging.inbox ADD COLUMN place integer;
