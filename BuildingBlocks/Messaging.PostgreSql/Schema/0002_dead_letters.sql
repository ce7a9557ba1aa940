-- Events that could not be applied, and those of the same key that came after them.
CREATE TABLE messaging.dead_letter (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    message_id uuid NOT NULL UNIQUE,
    topic text NOT NULL,
    -- Null where the message had none: it waits for nothing and holds nothing back.
    key text,
    -- A key may be as long as a message, an index entry may not.
    key_hash bigint GENERATED ALWAYS AS (hashtextextended(key, 0)) STORED,
    type text NOT NULL,
    source text NOT NULL,
    time timestamptz NOT NULL,
    payload bytea NOT NULL,
    payload_hash bytea NOT NULL GENERATED ALWAYS AS (sha256(payload)) STORED,
    headers bytea NOT NULL,
    trace_parent text,
    trace_state text,
    reason text NOT NULL,
    detail text NOT NULL,
    kafka_partition integer NOT NULL,
    kafka_offset bigint NOT NULL,
    dead_lettered_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    redrives integer NOT NULL DEFAULT 0,
    repeats integer NOT NULL DEFAULT 0,
    discarded_at timestamptz,
    discard_reason text,
    discarded_by text,
    CHECK ((discarded_at IS NULL) = (discard_reason IS NULL))
);

CREATE INDEX dead_letter_by_key ON messaging.dead_letter (topic, key_hash, position) WHERE discarded_at IS NULL;
CREATE INDEX dead_letter_by_reason ON messaging.dead_letter (reason, topic, position) INCLUDE (dead_lettered_at) WHERE discarded_at IS NULL;
CREATE INDEX dead_letter_discarded ON messaging.dead_letter (position) WHERE discarded_at IS NOT NULL;

INSERT INTO messaging.dead_letter
    (message_id, topic, key, type, source, time, payload, headers, trace_parent, trace_state, reason, detail,
     kafka_partition, kafka_offset, dead_lettered_at)
SELECT message_id, topic, key, type, source, time, payload, '[]', trace_parent, trace_state,
    CASE WHEN reason = 'An earlier event of this key is parked.' THEN 'BehindAnother' ELSE 'Failed' END, left(reason, 2000),
    kafka_partition, kafka_offset, parked_at
FROM messaging.parked ORDER BY position;

DROP TABLE messaging.parked;
