-- The messaging tables of a service's own database, owned by the migrator.
-- Both big tables are partitioned by the time inside their UUIDv7 keys, so that retention drops partitions and deletes no row,
-- and a key stays unique over the whole table. Ids of another kind land in the default partition.
CREATE SCHEMA messaging;

CREATE TABLE messaging.outbox (
    id uuid PRIMARY KEY,
    position bigint GENERATED ALWAYS AS IDENTITY,
    topic text NOT NULL,
    key text NOT NULL,
    type text NOT NULL,
    payload text NOT NULL,
    trace_parent text,
    trace_state text,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- The transaction's 64-bit id, as a bigint: xid8 has no BRIN operator class.
    xid bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint
) PARTITION BY RANGE (id);

CREATE TABLE messaging.outbox_default PARTITION OF messaging.outbox DEFAULT;

-- For the rows that a cursor does not cover; they stand together, so a summary of block ranges is enough and costs a write next to nothing.
CREATE INDEX outbox_by_xid ON messaging.outbox USING brin (xid) WITH (pages_per_range = 32, autosummarize = on);

CREATE TABLE messaging.inbox (
    message_id uuid PRIMARY KEY
) PARTITION BY RANGE (message_id);

CREATE TABLE messaging.inbox_default PARTITION OF messaging.inbox DEFAULT;

-- Events that could not be applied, and those of the same key that came after them.
CREATE TABLE messaging.parked (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic text NOT NULL,
    key text NOT NULL,
    message_id uuid NOT NULL UNIQUE,
    type text NOT NULL,
    source text NOT NULL,
    time timestamptz NOT NULL,
    payload bytea NOT NULL,
    trace_parent text,
    trace_state text,
    reason text NOT NULL,
    kafka_partition integer NOT NULL,
    kafka_offset bigint NOT NULL,
    parked_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE INDEX parked_by_key ON messaging.parked (topic, key, position);

-- How far the relay has confirmed, in terms of the table: what is left of the slot's work when the slot is lost.
CREATE TABLE messaging.relay_cursor (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    confirmed_xid bigint NOT NULL,
    recovering boolean NOT NULL DEFAULT false,
    saved_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

INSERT INTO messaging.relay_cursor (confirmed_xid) VALUES (0);

-- Only what the relay reads: a column less in the log's stream is one less to decode and carry, for every event.
CREATE PUBLICATION messaging_outbox FOR TABLE messaging.outbox (id, topic, key, type, payload, trace_parent, trace_state)
    WITH (publish = 'insert', publish_via_partition_root = true);

-- The smallest UUIDv7 of a moment: 48 bits of Unix milliseconds, the version and variant bits, zeros.
CREATE FUNCTION messaging.uuid_at(moment timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE AS
$$ SELECT (lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0') || '70008000000000000000')::uuid $$;

-- Makes the daily partitions of the next days and drops those past retention. Called by the runtime role, which owns no table.
CREATE FUNCTION messaging.maintain(retention interval) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = messaging, pg_catalog, pg_temp SET timezone = 'UTC' AS
$$
DECLARE
    parent text;
    day date;
    partition regclass;
    name text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('messaging.maintain'));
    FOREACH parent IN ARRAY ARRAY['outbox', 'inbox'] LOOP
        FOR day IN SELECT d::date FROM generate_series(current_date - 1, current_date + 3, '1 day') AS d LOOP
            name := parent || '_' || to_char(day, 'YYYYMMDD');
            IF to_regclass('messaging.' || name) IS NULL THEN
                BEGIN
                    EXECUTE format('CREATE TABLE messaging.%I PARTITION OF messaging.%I FOR VALUES FROM (%L) TO (%L)',
                        name, parent, messaging.uuid_at(day), messaging.uuid_at(day + 1));
                EXCEPTION WHEN check_violation THEN
                    -- The default partition already holds rows of that day: they stay there.
                    RAISE WARNING 'partition % not made: %', name, SQLERRM;
                END;
            END IF;
        END LOOP;

        FOR partition IN SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = ('messaging.' || parent)::regclass LOOP
            name := (SELECT relname FROM pg_class WHERE oid = partition);
            IF name ~ ('^' || parent || '_[0-9]{8}$')
                AND to_date(right(name, 8), 'YYYYMMDD') + 1 < (current_timestamp - retention)::date THEN
                EXECUTE format('DROP TABLE messaging.%I', name);
            END IF;
        END LOOP;
    END LOOP;
END
$$;

REVOKE ALL ON FUNCTION messaging.maintain(interval) FROM PUBLIC;
SELECT messaging.maintain('14 days');
