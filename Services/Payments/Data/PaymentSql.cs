namespace DbPerService.Payments.Data;

static class PaymentSql
{
    const string Columns =
        "order_id, payment_id, amount, currency, created_at, status, reason, token, due_at, trace_parent, attempts, updated_at";

    const string Select = $"SELECT {Columns} FROM payments";

    public const string ById = $"{Select} WHERE order_id = $1";

    public const string List = $"{Select} WHERE order_id > $1 ORDER BY order_id LIMIT $2";

    // No index on the status: with one, no update of a payment could stay in its page. This query runs once in many minutes.
    public const string ListAuthorized = """
        SELECT order_id FROM payments WHERE status = 'Authorized' AND updated_at < $1 AND order_id > $2 ORDER BY order_id LIMIT $3
        """;

    // Locked in the order of ids, as in every batch, so that two batches never deadlock.
    public const string Lock = $"{Select} WHERE order_id = ANY($1) ORDER BY order_id FOR UPDATE";

    public const string LockDue = $"{Select} WHERE due_at <= $1 ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED";

    // No ON CONFLICT: if another unit inserts the payment meanwhile, this one must be repeated and see it.
    public const string Insert = $"""
        INSERT INTO payments ({Columns}) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        """;

    public const string Update = """
        UPDATE payments p SET
            status = n.status, reason = n.reason, token = n.token, due_at = n.due_at, trace_parent = n.trace_parent,
            attempts = n.attempts, updated_at = n.updated_at
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) AS n(order_id, status, reason, token, due_at, trace_parent, attempts, updated_at)
        WHERE p.order_id = n.order_id
        """;
}
