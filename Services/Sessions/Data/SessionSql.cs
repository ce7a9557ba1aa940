namespace DbPerService.Sessions.Data;

static class SessionSql
{
    const string Columns = """
        id, user_id, role, created_at, expires_at, basket_version, currency, lines, checkout_key, frozen, order_id, ordered_version
        """;

    // Each statement is a transaction, so now() is when the server began to work on it.
    const string IsAlive = "expires_at > now()";

    const string Slid = "LEAST(now() + $1, ends_at)";

    public const string Insert = $"""
        INSERT INTO sessions (id, token_hash, user_id, role, expires_at, ends_at)
        VALUES ($1, $2, $3, $4, now() + LEAST($5, $6), now() + $6)
        RETURNING {Columns}
        """;

    public const string Get = $"SELECT {Columns} FROM sessions WHERE id = $1 AND {IsAlive}";

    public static readonly string UseById = Use("id = $2 AND user_id = $3");

    public static readonly string UseByToken = Use("token_hash = $2");

    public const string Delete = "DELETE FROM sessions WHERE id = $1";

    public const string SetBasket = $"""
        UPDATE sessions SET currency = $2, lines = $3, basket_version = basket_version + 1
        WHERE id = $1 AND {IsAlive} AND NOT frozen AND basket_version = COALESCE($4, basket_version)
        RETURNING {Columns}
        """;

    public const string Freeze = $"""
        UPDATE sessions SET frozen = true, checkout_key = COALESCE(checkout_key, $2)
        WHERE id = $1 AND {IsAlive} AND basket_version = $3 AND lines <> '[]'
        RETURNING {Columns}
        """;

    public const string Thaw = "UPDATE sessions SET frozen = false WHERE id = $1 AND checkout_key = $2 AND basket_version = $3";

    public const string RecordOrder = """
        UPDATE sessions SET
            order_id = $3, ordered_version = $4, checkout_key = NULL, frozen = false,
            currency = CASE WHEN basket_version = $4 THEN NULL ELSE currency END,
            lines = CASE WHEN basket_version = $4 THEN '[]' ELSE lines END,
            basket_version = CASE WHEN basket_version = $4 THEN basket_version + 1 ELSE basket_version END
        WHERE id = $1 AND checkout_key = $2
        """;

    // Skips rows that another instance is deleting.
    public const string DeleteExpired = """
        DELETE FROM sessions WHERE id IN (
            SELECT id FROM sessions WHERE expires_at <= now() ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED)
        """;

    // Reads a session and postpones its end, which moves in steps of a twentieth of the idle time-out: most uses write nothing.
    static string Use(string condition) => $"""
        WITH slid AS (
            UPDATE sessions SET expires_at = {Slid}
            WHERE {condition} AND {IsAlive} AND expires_at < {Slid} - $1 / 20
            RETURNING {Columns})
        SELECT {Columns} FROM slid
        UNION ALL
        SELECT {Columns} FROM sessions WHERE {condition} AND {IsAlive} AND NOT EXISTS (SELECT FROM slid)
        """;
}
