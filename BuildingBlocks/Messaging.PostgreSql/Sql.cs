namespace DbPerService.Messaging.PostgreSql;

/// <summary>The statements on the messaging schema.</summary>
static class Sql
{
    /// <summary>
    /// $1 ids, $2 their places in the batch: adds them to the inbox and returns those that were not in it. Waits for transactions that have
    /// added any of them.
    /// </summary>
    public const string AddToInbox =
        """
        INSERT INTO messaging.inbox (message_id, place) SELECT * FROM unnest($1::uuid[], $2::integer[])
        ON CONFLICT DO NOTHING RETURNING message_id
        """;

    /// <summary>$1 ids: those of events that were applied. A dead letter is in the inbox, too.</summary>
    public const string Applied =
        """
        SELECT i.message_id FROM messaging.inbox i WHERE i.message_id = ANY($1)
            AND NOT EXISTS (SELECT FROM messaging.dead_letter d WHERE d.message_id = i.message_id)
        """;

    /// <summary>
    /// $1 topics, $2 keys: the places of those that have dead letters. A separate statement after <see cref="AddToInbox"/>: within the same
    /// statement it would not see a dead letter whose commit the insert has waited for.
    /// </summary>
    public const string KeysWaiting =
        """
        SELECT k.place FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS k (topic, key, place)
        WHERE EXISTS (
            SELECT FROM messaging.dead_letter d
            WHERE d.topic = k.topic AND d.key_hash = hashtextextended(k.key, 0) AND d.key = k.key AND d.discarded_at IS NULL)
        """;

    /// <summary>
    /// $1 topics, $2 keys: the newest dead letter of each, locked, so that it is not redriven while an event is stored behind it. Waits for
    /// those that are being redriven or discarded, and leaves them out.
    /// </summary>
    public const string NewestOfKeys =
        """
        SELECT k.place, d.message_id, d.type, d.payload_hash
        FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS k (topic, key, place)
        CROSS JOIN LATERAL (
            SELECT message_id, type, payload_hash FROM messaging.dead_letter d
            WHERE d.topic = k.topic AND d.key_hash = hashtextextended(k.key, 0) AND d.key = k.key AND d.discarded_at IS NULL
            ORDER BY d.position DESC LIMIT 1 FOR UPDATE) AS d
        """;

    public const string Append =
        """
        INSERT INTO messaging.outbox (id, topic, key, type, payload, trace_parent, trace_state)
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
        """;

    public const string AddDeadLetter =
        """
        INSERT INTO messaging.dead_letter
            (message_id, topic, key, type, source, time, payload, headers, trace_parent, trace_state, reason, detail,
             kafka_partition, kafka_offset)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        """;

    public const string CountRepeat = "UPDATE messaging.dead_letter SET repeats = repeats + 1 WHERE message_id = $1";

    const string DeadLetterColumns =
        "d.message_id, d.position, d.topic, d.key, d.type, d.source, d.time, octet_length(d.payload), d.reason, d.detail, " +
        "d.kafka_partition, d.kafka_offset, d.dead_lettered_at, d.redrives, d.repeats, d.discarded_at, d.discard_reason, d.discarded_by";

    const string MessageColumns =
        "d.topic, d.kafka_partition, d.kafka_offset, d.key, d.message_id, d.type, d.source, d.time, d.payload, d.trace_parent, " +
        "d.trace_state, d.headers";

    /// <summary>
    /// $1 id: removes a dead letter that is the first of its key, locked against a second redrive and against overtaking.
    /// </summary>
    public const string TakeDeadLetter =
        $"""
        DELETE FROM messaging.dead_letter d
        WHERE d.message_id = $1 AND d.discarded_at IS NULL AND (d.key IS NULL OR NOT EXISTS (
            SELECT FROM messaging.dead_letter e
            WHERE e.topic = d.topic AND e.key_hash = d.key_hash AND e.key = d.key AND e.discarded_at IS NULL AND e.position < d.position))
        RETURNING {MessageColumns}
        """;

    /// <summary>$1 topic, $2 key, $3 reason, $4 after, $5 limit. One part per given parameter, so that an index serves it.</summary>
    public static string DeadLetters(DeadLetterFilter filter) =>
        $"""
        SELECT {DeadLetterColumns} FROM messaging.dead_letter d
        WHERE d.discarded_at IS {(filter.Discarded ? "NOT NULL" : "NULL")} AND d.position > $4
            {(filter.Topic is null ? "AND $1::text IS NULL" : "AND d.topic = $1")}
            {(filter.Key is null ? "AND $2::text IS NULL" : "AND d.key_hash = hashtextextended($2, 0) AND d.key = $2")}
            {(filter.Reason is null ? "AND $3::text IS NULL" : "AND d.reason = $3")}
        ORDER BY d.position LIMIT $5
        """;

    public const string DeadLetter = $"SELECT {DeadLetterColumns}, {MessageColumns} FROM messaging.dead_letter d WHERE d.message_id = $1";

    public const string CountDeadLetters =
        """
        SELECT topic, reason, count(*), greatest(clock_timestamp() - min(dead_lettered_at), '0')
        FROM messaging.dead_letter WHERE discarded_at IS NULL GROUP BY reason, topic ORDER BY topic, reason
        """;

    public const string RedriveFailed =
        """
        UPDATE messaging.dead_letter SET redrives = redrives + 1, reason = $2, detail = $3
        WHERE message_id = $1 AND discarded_at IS NULL
        """;

    const string Discarded = "UPDATE messaging.dead_letter SET discarded_at = clock_timestamp(), discard_reason = $1, discarded_by = $2";

    public const string DiscardOne = $"{Discarded} WHERE message_id = $3 AND discarded_at IS NULL";

    public const string DiscardKey =
        $"{Discarded} WHERE topic = $3 AND key_hash = hashtextextended($4, 0) AND key = $4 AND discarded_at IS NULL";

    /// <summary>Above every open transaction.</summary>
    public const string Horizon = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint";

    public const string IsSettled = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint >= $1";

    /// <summary>Rows that a lost slot may not have delivered: those not covered by the cursor, in the order they were appended.</summary>
    public const string NotConfirmed =
        """
        SELECT position, id, topic, key, type, payload, created_at, trace_parent, trace_state
        FROM messaging.outbox WHERE xid >= $1::bigint AND position > $2 ORDER BY position LIMIT $3
        """;

    /// <summary>Whether the tables were restored from a dump since the relay last began.</summary>
    public const string Settle = "SELECT messaging.settle()";

    /// <summary>Ends a walsender of the same login, never another process that has reused its id.</summary>
    public const string TerminateReplication =
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1 AND usename = current_user AND backend_type = 'walsender'";

    public const string ReadCursor = "SELECT confirmed_xid, recovering FROM messaging.relay_cursor";

    public const string SaveCursor = "UPDATE messaging.relay_cursor SET confirmed_xid = $1::bigint, saved_at = clock_timestamp()";

    public const string SaveRecovering = "UPDATE messaging.relay_cursor SET recovering = $1, saved_at = clock_timestamp()";

    /// <summary>
    /// A marker in the log that the relay meets in commit order: every transaction below the given xid has ended before it, so once
    /// everything ahead of the marker is confirmed, every event below that xid is. Returns whether there are open transactions that the
    /// marker does not cover, and that another one must.
    /// </summary>
    public const string EmitMark =
        """
        SELECT pg_snapshot_xmin(s) < pg_snapshot_xmax(s) FROM pg_current_snapshot() s, pg_logical_emit_message(true, $1, pg_snapshot_xmin(s)::text)
        """;

    /// <summary>The database that a slot belongs to, if it is another one of the server.</summary>
    public const string SlotElsewhere =
        "SELECT database::text FROM pg_replication_slots WHERE slot_name = $1 AND database <> current_database()";

    public const string NewestCommitted = "SELECT id, created_at FROM messaging.outbox ORDER BY id DESC LIMIT 1";

    /// <summary>
    /// A time before the snapshot, the snapshot's bounds, and when the oldest row not covered by the cursor was appended. Row times are
    /// compared with this one, so all are the server's.
    /// </summary>
    public const string Progress =
        """
        SELECT statement_timestamp(), pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint,
            (SELECT min(o.created_at) FROM messaging.outbox o WHERE o.xid >= c.confirmed_xid)
        FROM messaging.relay_cursor c, pg_current_snapshot() s
        """;

    /// <summary>$1 retention. Returns the number of partitions past it that are kept because of unconfirmed events.</summary>
    public const string Maintain = "SELECT messaging.maintain($1)";
}
