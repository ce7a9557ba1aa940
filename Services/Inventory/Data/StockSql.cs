namespace DbPerService.Inventory.Data;

/// <summary>Row locks are always taken in this order: reservations by order id, then stock by product id, then receipts.</summary>
static class StockSql
{
    const string StockColumns = "product_id, on_hand, reserved, sold";
    const string ReservationColumns = "order_id, status, lines, shortages, created_at, updated_at";

    public const string Find = $"SELECT {StockColumns} FROM stock WHERE product_id = $1";

    public const string List = $"SELECT {StockColumns} FROM stock WHERE product_id > $1 ORDER BY product_id LIMIT $2";

    // Returns no row if more is reserved than the new quantity on hand.
    public const string SetOnHand = $"""
        INSERT INTO stock AS s (product_id, on_hand) VALUES ($1, $2)
        ON CONFLICT (product_id) DO UPDATE SET on_hand = excluded.on_hand WHERE s.reserved <= excluded.on_hand
        RETURNING {StockColumns}
        """;

    // Returns no row if the product is unknown or the receipt is known.
    public const string Receive = """
        WITH item AS (SELECT product_id FROM stock WHERE product_id = $1 FOR UPDATE),
             receipt AS (
                 INSERT INTO receipts (product_id, receipt_id, quantity) SELECT product_id, $2, $3 FROM item
                 ON CONFLICT DO NOTHING RETURNING product_id, quantity)
        UPDATE stock s SET on_hand = s.on_hand + receipt.quantity FROM receipt WHERE s.product_id = receipt.product_id
        RETURNING s.product_id, s.on_hand, s.reserved, s.sold
        """;

    public const string FindReceipt = """
        SELECT s.product_id, s.on_hand, s.reserved, s.sold, r.quantity
        FROM stock s LEFT JOIN receipts r ON r.product_id = s.product_id AND r.receipt_id = $2 WHERE s.product_id = $1
        """;

    public const string FindReservation = $"SELECT {ReservationColumns} FROM reservations WHERE order_id = $1";

    public const string ListReservations = $"SELECT {ReservationColumns} FROM reservations WHERE order_id > $1 ORDER BY order_id LIMIT $2";

    // No index on the status: with one, no update of a reservation could stay in its page. This query runs once in many minutes.
    public const string ListReserved = """
        SELECT order_id FROM reservations WHERE status = 'Reserved' AND updated_at < $1 AND order_id > $2 ORDER BY order_id LIMIT $3
        """;

    public const string TakeTurn = "CALL stock_turn()";

    public const string LockReservations =
        $"SELECT {ReservationColumns} FROM reservations WHERE order_id = ANY($1) ORDER BY order_id FOR UPDATE";

    // One round trip for both; the parts of a UNION ALL run in their textual order.
    public const string LockReservationsAndStock = $"""
        WITH r AS (SELECT {ReservationColumns} FROM reservations WHERE order_id = ANY($1) ORDER BY order_id FOR UPDATE),
             s AS (SELECT {StockColumns} FROM stock WHERE product_id = ANY($2) ORDER BY product_id FOR UPDATE)
        SELECT {ReservationColumns}, NULL::text, NULL::bigint, NULL::bigint, NULL::bigint FROM r
        UNION ALL
        SELECT NULL, NULL, NULL, NULL, NULL, NULL, {StockColumns} FROM s
        """;

    // Differences, not totals: changes by others while this statement waited for a row are kept.
    public const string MoveStock = """
        UPDATE stock s SET on_hand = s.on_hand + m.on_hand, reserved = s.reserved + m.reserved, sold = s.sold + m.sold
        FROM unnest($1, $2, $3, $4) AS m(product_id, on_hand, reserved, sold) WHERE s.product_id = m.product_id
        """;

    // No ON CONFLICT: if another unit inserts the reservation meanwhile, this one must be repeated and see it.
    public const string InsertReservations =
        $"INSERT INTO reservations ({ReservationColumns}) SELECT * FROM unnest($1, $2, $3, $4, $5, $6)";

    public const string UpdateReservations = """
        UPDATE reservations r SET status = n.status, updated_at = n.updated_at
        FROM unnest($1, $2, $3) AS n(order_id, status, updated_at) WHERE r.order_id = n.order_id
        """;
}
