namespace DbPerService.Search.Data;

static class SearchSql
{
    const string Columns = "product_id, version, name, category, unit_price, currency, discontinued";

    const string Hash = """
        hashtextextended(concat_ws(E'\x1f', {0}product_id, {0}version, {0}name, {0}category, trim_scale({0}unit_price), {0}currency, {0}discontinued), 0)
        """;

    public const string Live = "SELECT generation FROM search_generations WHERE state = 'live'";

    // Held until the commit, so that no generation comes or goes before it. The list is read behind it, in a statement with a snapshot of its own.
    public const string KeepGenerations = "LOCK TABLE search_generations IN ROW SHARE MODE";

    public const string Kept = "SELECT generation FROM search_generations WHERE state IN ('live', 'building') ORDER BY generation";

    public const string List = """
        SELECT generation, state, source, format, documents, started_at, ended_at, comparison, failure
        FROM search_generations ORDER BY generation DESC
        """;

    public const string Begin = "SELECT search_begin_generation($1, $2, $3, $4)";

    public const string RemoveGenerations = "SELECT search_remove_generations($1)";

    public const string Renew = """
        UPDATE search_generations SET lease_until = clock_timestamp() + $3
        WHERE generation = $1 AND holder = $2 AND state = 'building' AND lease_until >= clock_timestamp() RETURNING 1
        """;

    public const string CountWritten = "UPDATE search_generations SET documents = documents + $2 WHERE generation = $1";

    public const string LockGenerations = "LOCK TABLE search_generations IN EXCLUSIVE MODE";

    public const string Replace = "UPDATE search_generations SET state = 'replaced', ended_at = clock_timestamp() WHERE state = 'live'";

    public const string MakeLive = """
        UPDATE search_generations SET state = 'live', holder = NULL, lease_until = NULL, comparison = $2, documents = $3 WHERE generation = $1
        """;

    public const string Fail = """
        UPDATE search_generations SET lease_until = '-infinity', failure = $3 WHERE generation = $1 AND holder = $2 AND state = 'building'
        """;

    // For statements over all rows of a table, which the service's sessions otherwise avoid, and which compiling makes no faster.
    public const string AllowScans = "SET LOCAL enable_seqscan = on";
    public const string WithoutCompiling = "SET LOCAL jit = off";

    public const string HasRemovable = """
        SELECT EXISTS (SELECT FROM search_generations WHERE (state = 'building' AND lease_until < clock_timestamp())
            OR (state = 'replaced' AND ended_at < clock_timestamp() - $1))
        """;

    /// <summary>Candidates for $1, all words as they are, then $2; at most $3 of each.</summary>
    public static string Candidates(long generation) => $"""
        (SELECT {Columns} FROM search_index_{generation} WHERE words @@ $1::tsquery LIMIT $3)
        UNION ALL
        (SELECT {Columns} FROM search_index_{generation} WHERE words @@ $2::tsquery LIMIT $3)
        """;

    public static string CandidatesOfCategory(long generation) => $"""
        (SELECT {Columns} FROM search_index_{generation} WHERE words @@ $1::tsquery AND category = $4 LIMIT $3)
        UNION ALL
        (SELECT {Columns} FROM search_index_{generation} WHERE words @@ $2::tsquery AND category = $4 LIMIT $3)
        """;

    public static string OfCategory(long generation) =>
        $"SELECT {Columns} FROM search_index_{generation} WHERE category = $1 ORDER BY category, discontinued, name, product_id LIMIT $2";

    public static string CountOfCategory(long generation) =>
        $"SELECT count(*) FROM (SELECT FROM search_index_{generation} WHERE category = $1 LIMIT $2) AS counted";

    /// <summary>Per typed word, words of the index that have a variant in common with it.</summary>
    public static string Variants(long generation) => $"""
        SELECT typed.text, found.word
        FROM unnest($1, $2) AS typed(text, variants) CROSS JOIN LATERAL (
            SELECT w.word FROM search_words_{generation} w WHERE w.variants @@ typed.variants::tsquery
            ORDER BY abs(length(w.word) - length(typed.text)), w.word LIMIT $3) AS found
        """;

    /// <summary>Per typed word, words of the index with common trigrams.</summary>
    public static string Similar(long generation) => $"""
        SELECT typed.text, found.word, found.similarity
        FROM unnest($1) AS typed(text) CROSS JOIN LATERAL (
            SELECT w.word, similarity(w.word, typed.text)::float8 AS similarity FROM search_words_{generation} w WHERE w.word % typed.text
            ORDER BY similarity DESC, w.word LIMIT $2) AS found
        """;

    public static string Read(long generation) =>
        $"SELECT {Columns} FROM search_index_{generation} WHERE product_id > $1 ORDER BY product_id LIMIT $2";

    /// <summary>Always in the order of ids, so that two transactions wait for each other and do not deadlock.</summary>
    public static string Upsert(long generation) => $"""
        INSERT INTO search_index_{generation} AS i ({Columns}, words)
        SELECT n.product_id, n.version, n.name, n.category, n.unit_price, n.currency, n.discontinued,
            array_to_tsvector(string_to_array(n.words, ' '))
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) AS n({Columns}, words) ORDER BY n.product_id COLLATE "C"
        ON CONFLICT (product_id) DO UPDATE SET version = excluded.version, name = excluded.name, category = excluded.category,
            unit_price = excluded.unit_price, currency = excluded.currency, discontinued = excluded.discontinued, words = excluded.words
        WHERE i.version < excluded.version
        """;

    public static string UpsertCounted(long generation) => $"WITH written AS ({Upsert(generation)} RETURNING 1) SELECT count(*) FROM written";

    public static string Remove(long generation) => $"""
        DELETE FROM search_index_{generation} i USING unnest($1, $2) AS n(product_id, version)
        WHERE i.product_id = n.product_id COLLATE "C" AND i.version = n.version
        """;

    public static string AddWords(long generation) => $"""
        INSERT INTO search_words_{generation} (word, variants)
        SELECT n.word, array_to_tsvector(string_to_array(n.variants, ' ')) FROM unnest($1, $2) AS n(word, variants) ORDER BY n.word COLLATE "C"
        ON CONFLICT DO NOTHING
        """;

    public static string Digest(long generation) =>
        $"SELECT count(*), coalesce(bit_xor({HashOf("i.")}), 0) FROM search_index_{generation} i";

    /// <summary>In one snapshot, in which both generations have the same events.</summary>
    public static string Compare(long live, long next) => $"""
        SELECT count(l.product_id), coalesce(bit_xor(l.hash), 0), count(n.product_id), coalesce(bit_xor(n.hash), 0),
            count(*) FILTER (WHERE n.product_id IS NULL), count(*) FILTER (WHERE n.version < l.version),
            count(*) FILTER (WHERE n.version > l.version), count(*) FILTER (WHERE l.product_id IS NULL),
            count(*) FILTER (WHERE n.version = l.version AND n.hash <> l.hash)
        FROM (SELECT i.product_id, i.version, {HashOf("i.")} AS hash FROM search_index_{live} i) l
        FULL JOIN (SELECT i.product_id, i.version, {HashOf("i.")} AS hash FROM search_index_{next} i) n ON n.product_id = l.product_id
        """;

    static string HashOf(string table) => Hash.Replace("{0}", table, StringComparison.Ordinal);
}
