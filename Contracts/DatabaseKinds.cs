namespace DbPerService.Contracts;

/// <summary>The kinds of database that a service can run on, as settings, engines and hosts call them.</summary>
public static class DatabaseKinds
{
    /// <summary>MongoDB.</summary>
    public const string MongoDB = "mongodb";

    /// <summary>PostgreSQL, which runs wherever the repository builds.</summary>
    public const string Postgres = "postgres";

    /// <summary>Redis.</summary>
    public const string Redis = "redis";
}
