using DbPerService.Contracts;
using DbPerService.Standalone.State;

namespace DbPerService.Standalone.Databases;

sealed class PostgresAccess(string service, GeneratedSecrets secrets) : DatabaseAccess(service, secrets)
{
    public override string Kind => DatabaseKinds.Postgres;

    protected override string Administrator => "postgres";

    public override Dictionary<string, string> Runtime(int port) => new()
    {
        [Service] = Login(port, $"{Service}_app", Service),
        [$"{Service}-relay"] = Login(port, $"{Service}_relay", Service),
    };

    public override Dictionary<string, string> Preparation(int port) => new()
    {
        [$"{Service}-admin"] = Login(port, Administrator, "postgres"),
        [$"{Service}-migrator"] = Login(port, $"{Service}_migrator", Service),
    };

    string Login(int port, string login, string database) =>
        $"Host=127.0.0.1;Port={port};Username={login};Password={Password(login)};Database={database}";
}
