namespace DbPerService.Users.Data;

static class UserSql
{
    public const string PrimaryKey = "users_pkey";
    public const string EmailIndex = "users_by_email";

    const string Select = "SELECT id, name, email, role, password_hash, version, created_at, updated_at FROM users";

    public const string ById = $"{Select} WHERE id = $1";

    public const string Lock = $"{ById} FOR UPDATE";

    public const string List = $"{Select} WHERE id > $1 AND ($2 IS NULL OR id <= $2) ORDER BY id LIMIT $3";

    public const string Insert = """
        INSERT INTO users (id, name, email, email_key, role, password_hash, version, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """;

    public const string Update = """
        UPDATE users SET
            name = $2, email = $3, email_key = $4, role = $5, password_hash = $6, version = $7, created_at = $8, updated_at = $9
        WHERE id = $1
        """;
}
