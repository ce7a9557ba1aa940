namespace DbPerService.OrderHistory.Data;

static class HistorySql
{
    const string Live = "(SELECT live FROM view_state)";

    const string Entry = $"SELECT document FROM entries WHERE generation = {Live}";

    // Inserts what is new and locks what exists, in one order in every batch, so that two batches do not deadlock.
    public static readonly string InsertEntries = $"""
        INSERT INTO entries (order_id, generation, user_id, placed_at, status, currency, total, document)
        SELECT n.order_id, g, n.user_id, n.placed_at, n.status, n.currency, n.total, n.document
        FROM unnest($1, $2, $3, $4, $5, $6, $7) AS n(order_id, user_id, placed_at, status, currency, total, document),
            view_state, {Of("$8")} AS g
        ORDER BY n.order_id, g
        ON CONFLICT (order_id, generation) DO UPDATE SET status = entries.status WHERE false
        """;

    public static readonly string LoadEntries = $"""
        SELECT generation, document FROM entries
        WHERE order_id = ANY($1) AND generation IN (SELECT {Of("$2")} FROM view_state)
        """;

    public const string UpdateEntries = """
        UPDATE entries e SET
            user_id = n.user_id, placed_at = n.placed_at, status = n.status, currency = n.currency, total = n.total, document = n.document
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)
            AS n(order_id, user_id, placed_at, status, currency, total, document, generation)
        WHERE e.order_id = n.order_id AND e.generation = n.generation
        """;

    public static readonly string InsertSubjects = $"""
        INSERT INTO subjects (kind, id, generation, document)
        SELECT n.kind, n.id, g, n.document
        FROM unnest($1, $2, $3) AS n(kind, id, document), view_state, {Of("$4")} AS g
        ORDER BY n.kind, n.id COLLATE "C", g
        ON CONFLICT (kind, id, generation) DO UPDATE SET document = subjects.document WHERE false
        """;

    public static readonly string LoadSubjects = $"""
        SELECT s.generation, s.document FROM subjects s JOIN unnest($1, $2) AS n(kind, id) ON s.kind = n.kind AND s.id = n.id
        WHERE s.generation IN (SELECT {Of("$3")} FROM view_state)
        """;

    public const string UpdateSubjects = """
        UPDATE subjects s SET document = n.document FROM unnest($1, $2, $3, $4) AS n(kind, id, document, generation)
        WHERE s.kind = n.kind AND s.id = n.id AND s.generation = n.generation
        """;

    public const string Find = $"{Entry} AND order_id = $1 AND placed_at IS NOT NULL";

    public const string List = $"""
        {Entry} AND user_id = $1 AND ($2 IS NULL OR status = $2) AND placed_at >= $3 AND placed_at < $4
            AND (placed_at, order_id) < ($5, $6)
        ORDER BY placed_at DESC, order_id DESC LIMIT $7
        """;

    public const string Totals = $"""
        SELECT (placed_at AT TIME ZONE 'UTC')::date, currency, count(*)::int, sum(total) FROM entries
        WHERE generation = {Live} AND user_id = $1 AND status = 'Confirmed' AND placed_at >= $2 AND placed_at < $3
        GROUP BY 1, 2 ORDER BY 1, 2
        """;

    public const string Subjects = $"""
        SELECT s.document FROM subjects s JOIN unnest($1, $2) AS n(kind, id) ON s.kind = n.kind AND s.id = n.id
        WHERE s.generation = {Live}
        """;

    public const string LoadState = "SELECT version, state FROM view_state";

    public const string ReplaceState =
        "UPDATE view_state SET live = $1, building = $2, state = $3, version = version + 1 WHERE version = $4 RETURNING version";

    public const string EntryPairs = """
        SELECT order_id::text, order_id::text, generation, document FROM entries
        WHERE generation IN ($1, $2) AND ($3 IS NULL OR order_id > $3::uuid) ORDER BY order_id, generation LIMIT $4
        """;

    public const string SubjectPairs = """
        SELECT kind || ':' || id, kind || ':' || id, generation, document FROM subjects
        WHERE generation IN ($1, $2) AND ($3 IS NULL OR (kind, id) > (split_part($3, ':', 1), substr($3, strpos($3, ':') + 1)))
        ORDER BY kind, id, generation LIMIT $4
        """;

    public static readonly string DeleteEntries = Delete("entries", "order_id, generation");

    public static readonly string DeleteSubjects = Delete("subjects", "kind, id, generation");

    /// <summary>The generation that a parameter selects, or if it is null those that events are applied to.</summary>
    static string Of(string parameter) =>
        $"unnest(CASE WHEN {parameter}::bigint IS NULL THEN array_remove(ARRAY[live, building], NULL) ELSE ARRAY[{parameter}::bigint] END)";

    // What is live or being built is read by the same statement: a rebuild that begins or ends meanwhile is safe.
    static string Delete(string table, string key) => $"""
        WITH stale AS (
            SELECT {key} FROM {table} JOIN (SELECT live, building FROM view_state) v ON true
            WHERE generation < live OR (generation > live AND generation IS DISTINCT FROM building)
            LIMIT $1 FOR UPDATE OF {table} SKIP LOCKED)
        DELETE FROM {table} WHERE ({key}) IN (SELECT {key} FROM stale) RETURNING 1
        """;
}
