using DbPerService.Contracts;
using DbPerService.Standalone.State;

namespace DbPerService.Standalone.Databases;

/// <param name="service">The service's name.</param>
/// <param name="hasRelay">Whether it has an outbox, and so the login of a relay.</param>
/// <param name="secrets">The passwords.</param>
sealed class PostgresAccess(string service, bool hasRelay, GeneratedSecrets secrets) : DatabaseAccess(service, secrets)
{
    public override string Kind => DatabaseKinds.Postgres;

    protected override string Administrator => "postgres";

    public override Dictionary<string, string> Runtime(int port)
    {
        var logins = new Dictionary<string, string> { [Service] = Login(port, $"{Service}_app", Service) };
        if (hasRelay)
        {
            logins[$"{Service}-relay"] = Login(port, $"{Service}_relay", Service);
        }

        return logins;
    }

    public override Dictionary<string, string> Preparation(int port) => new()
    {
        [$"{Service}-admin"] = Login(port, Administrator, "postgres"),
        [$"{Service}-migrator"] = Login(port, $"{Service}_migrator", Service),
    };

    string Login(int port, string login, string database) =>
        $"Host=127.0.0.1;Port={port};Username={login};Password={Password(login)};Database={database}";
}
