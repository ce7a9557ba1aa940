namespace DbPerService.AppHost;

static class DatabaseKinds
{
    public const string MongoDB = "mongodb";
    public const string Postgres = "postgres";
    public const string Redis = "redis";
}
