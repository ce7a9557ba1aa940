namespace DbPerService.Messaging.PostgreSql;

/// <summary>Every statement of the messaging schema.</summary>
static class Sql
{
    /// <summary>
    /// $1 ids, $2 topics, $3 keys: marks the ids and gives those not marked before, and the keys that are parked.
    /// The share lock makes an event wait for a redrive of its key that is under way.
    /// </summary>
    public const string Claim =
        """
        WITH claimed AS (
            INSERT INTO messaging.inbox (message_id) SELECT unnest($1::uuid[]) ON CONFLICT DO NOTHING RETURNING message_id),
        behind AS (
            SELECT p.topic, p.key FROM messaging.parked p
            JOIN unnest($2::text[], $3::text[]) AS m (topic, key) ON m.topic = p.topic AND m.key = p.key FOR SHARE OF p)
        SELECT message_id, NULL::text, NULL::text FROM claimed
        UNION ALL
        SELECT NULL::uuid, topic, key FROM behind
        """;

    public const string Append =
        """
        INSERT INTO messaging.outbox (id, topic, key, type, payload, trace_parent, trace_state)
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
        """;

    public const string Park =
        """
        INSERT INTO messaging.parked
            (topic, key, message_id, type, source, time, payload, trace_parent, trace_state, reason, kafka_partition, kafka_offset)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        """;

    /// <summary>The oldest parked event of a key, locked against a second redrive and against overtaking.</summary>
    public const string OldestOfKey =
        """
        SELECT topic, kafka_partition, kafka_offset, key, message_id, type, source, time, payload, trace_parent, trace_state
        FROM messaging.parked WHERE topic = $1 AND key = $2 ORDER BY position LIMIT 1 FOR UPDATE
        """;

    public const string Unpark = "DELETE FROM messaging.parked WHERE message_id = $1";

    public const string ParkedList =
        """
        SELECT topic, key, message_id, type, source, time, reason, kafka_partition, kafka_offset, parked_at
        FROM messaging.parked ORDER BY position LIMIT $1
        """;

    /// <summary>Rows that a lost slot may not have delivered: all from transactions the cursor does not cover, in the order they were appended.</summary>
    public const string NotConfirmed =
        """
        SELECT position, id, topic, key, type, payload, created_at, trace_parent, trace_state
        FROM messaging.outbox WHERE xid >= $1::bigint AND position > $2 ORDER BY position LIMIT $3
        """;

    public const string ReadCursor = "SELECT confirmed_xid, recovering FROM messaging.relay_cursor";

    public const string SaveCursor = "UPDATE messaging.relay_cursor SET confirmed_xid = $1::bigint, saved_at = clock_timestamp()";

    public const string SaveRecovering = "UPDATE messaging.relay_cursor SET recovering = $1, saved_at = clock_timestamp()";

    /// <summary>
    /// A mark in the log that the relay meets in commit order: every transaction below the given xid is finished before it,
    /// so once everything ahead of the mark is confirmed, every event below that xid is.
    /// </summary>
    public const string EmitMark = "SELECT pg_logical_emit_message(true, $1, pg_snapshot_xmin(pg_current_snapshot())::text)";

    public const string NewestCommitted = "SELECT id, created_at FROM messaging.outbox ORDER BY id DESC LIMIT 1";

    public const string OldestPending =
        "SELECT min(created_at) FROM messaging.outbox WHERE xid >= (SELECT confirmed_xid FROM messaging.relay_cursor)";

    public const string Maintain = "SELECT messaging.maintain($1)";
}
