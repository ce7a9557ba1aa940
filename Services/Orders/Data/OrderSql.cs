namespace DbPerService.Orders.Data;

static class OrderSql
{
    const string SagaColumns = """
        o.id, o.placed_at, o.status, o.reason, o.reason_detail, o.payment_agreed, o.payment_answered_at, o.stock_agreed,
        o.stock_answered_at, o.decided_at, o.payment_settled_at, o.stock_settled_at, o.finished_at, o.next_review_at,
        COALESCE(o.next_resend_at, o.next_review_at), o.resends, COALESCE(o.sent_at, o.placed_at), o.resent_at
        """;

    const string OrderColumns = $"""
        {SagaColumns}, o.user_id, o.currency, o.payment_token, o.total, o.lines, o.fingerprint
        """;

    // A look-up by key per line: as a join, the planner would read all products for each order.
    const string SelectOrder = $"""
        SELECT {OrderColumns}, u.name, u.email, u.version, ARRAY(
            SELECT (SELECT p.name FROM product_copies p WHERE p.product_id = l.line->>'productId')
            FROM jsonb_array_elements(o.lines) WITH ORDINALITY AS l(line, place) ORDER BY l.place)
        FROM orders o LEFT JOIN user_copies u ON u.user_id = o.user_id
        """;

    // Without copies, which no event needs.
    const string SelectForSaga = $"SELECT {OrderColumns}, NULL, NULL, NULL, NULL FROM orders o";

    public const string Insert = """
        INSERT INTO orders (id, user_id, currency, payment_token, total, lines, placed_at, next_review_at, idempotency_key, fingerprint)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """;

    public const string ById = $"{SelectOrder} WHERE o.id = $1";

    public const string ByIdForUpdate = $"{ById} FOR UPDATE OF o";

    public const string ByKey = $"{SelectOrder} WHERE o.idempotency_key = $1";

    public const string List = $"{SelectOrder} WHERE o.id > $1 ORDER BY o.id LIMIT $2";

    public const string ListOfUser =
        $"{SelectOrder} WHERE o.user_id = $3 AND o.id > $1 AND (NOT $4 OR o.finished_at IS NULL) ORDER BY o.id LIMIT $2";

    // The unfinished ones by their own small index: walking the primary key would pass every finished order.
    public const string ListOpen = $"""
        WITH open AS MATERIALIZED (SELECT id FROM orders WHERE finished_at IS NULL)
        {SelectOrder} WHERE o.id IN (SELECT id FROM open WHERE id > $1 ORDER BY id LIMIT $2) ORDER BY o.id
        """;

    // Locked in the order of ids, so that two batches of one type never deadlock.
    public const string LockSagas = $"SELECT {SagaColumns} FROM orders o WHERE o.id = ANY($1) ORDER BY o.id FOR UPDATE";

    // Skips rows that a batch or another instance is working on.
    public const string LockDue = $"""
        {SelectForSaga} WHERE o.finished_at IS NULL AND o.next_review_at <= $1
        ORDER BY o.next_review_at LIMIT $2 FOR UPDATE SKIP LOCKED
        """;

    // A decided order is never sent to Payments again, so its token is erased.
    public const string SaveSagas = """
        UPDATE orders o SET
            status = s.status, reason = s.reason, reason_detail = s.reason_detail,
            payment_agreed = s.payment_agreed, payment_answered_at = s.payment_answered_at,
            stock_agreed = s.stock_agreed, stock_answered_at = s.stock_answered_at, decided_at = s.decided_at,
            payment_settled_at = s.payment_settled_at, stock_settled_at = s.stock_settled_at, finished_at = s.finished_at,
            next_review_at = s.next_review_at, next_resend_at = s.next_resend_at, resends = s.resends, resent_at = s.resent_at,
            payment_token = CASE WHEN s.status = 'Placed' THEN o.payment_token END
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) AS s(
            id, status, reason, reason_detail, payment_agreed, payment_answered_at, stock_agreed, stock_answered_at, decided_at,
            payment_settled_at, stock_settled_at, finished_at, next_review_at, next_resend_at, resends, resent_at)
        WHERE o.id = s.id
        """;

    // The outbox has no index on the key; ids begin with the time, so this reads the events of half a minute.
    public const string PlacedEvent = """
        SELECT id FROM messaging.outbox
        WHERE id >= messaging.uuid_at($2 - interval '10 s') AND id < messaging.uuid_at($2 + interval '20 s')
            AND topic = $3 AND key = $1 AND type = $4
        ORDER BY id LIMIT 1
        """;

    public const string Held = "SELECT id, status = 'Cancelled' AND finished_at IS NOT NULL FROM orders WHERE id = ANY($1)";
}
