namespace DbPerService.Orders.Data;

/// <summary>
/// One statement per batch. Copies that are current are left out first: ON CONFLICT locks its row also where it changes nothing, and orders
/// of one product would wait for each other.
/// </summary>
static class CopySql
{
    // A version whose email was unknown is completed by a source that has it.
    public const string SaveUsers = """
        INSERT INTO user_copies AS u (user_id, name, email, version)
        SELECT n.* FROM unnest($1, $2, $3, $4) AS n(user_id, name, email, version)
        WHERE NOT EXISTS (
            SELECT FROM user_copies c
            WHERE c.user_id = n.user_id AND (c.version, c.email IS NOT NULL) >= (n.version, n.email IS NOT NULL))
        ORDER BY n.user_id
        ON CONFLICT (user_id) DO UPDATE SET name = excluded.name, email = excluded.email, version = excluded.version
        WHERE (u.version, u.email IS NOT NULL) < (excluded.version, excluded.email IS NOT NULL)
        """;

    public const string SaveProducts = """
        INSERT INTO product_copies AS p (product_id, name, category, unit_price, currency, discontinued, version)
        SELECT n.* FROM unnest($1, $2, $3, $4, $5, $6, $7) AS n(product_id, name, category, unit_price, currency, discontinued, version)
        WHERE NOT EXISTS (SELECT FROM product_copies c WHERE c.product_id = n.product_id AND c.version >= n.version)
        ORDER BY n.product_id
        ON CONFLICT (product_id) DO UPDATE SET
            name = excluded.name, category = excluded.category, unit_price = excluded.unit_price, currency = excluded.currency,
            discontinued = excluded.discontinued, version = excluded.version
        WHERE p.version < excluded.version
        """;

    public const string SaveCurrencies = """
        INSERT INTO currency_copies AS c (code, minor_units, version)
        SELECT n.* FROM unnest($1, $2, $3) AS n(code, minor_units, version)
        WHERE NOT EXISTS (SELECT FROM currency_copies e WHERE e.code = n.code AND e.version >= n.version)
        ORDER BY n.code
        ON CONFLICT (code) DO UPDATE SET minor_units = excluded.minor_units, version = excluded.version
        WHERE c.version < excluded.version
        """;

    public const string Products = """
        SELECT product_id, name, category, unit_price, currency, discontinued, version FROM product_copies WHERE product_id = ANY($1)
        """;

    public const string DifferentPrices = """
        SELECT p.product_id, n.unit_price, p.unit_price, p.currency
        FROM unnest($1, $2, $3) AS n(product_id, currency, unit_price) JOIN product_copies p USING (product_id)
        WHERE p.currency = n.currency AND p.unit_price <> n.unit_price
        """;

    public const string Currencies = "SELECT code, minor_units FROM currency_copies";

    public const string AnyUser = "SELECT EXISTS (SELECT FROM user_copies)";

    public const string AnyProduct = "SELECT EXISTS (SELECT FROM product_copies)";

    public const string AnyCurrency = "SELECT EXISTS (SELECT FROM currency_copies)";
}
