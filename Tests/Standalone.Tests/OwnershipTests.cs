using DbPerService.Contracts;
using Npgsql;

namespace DbPerService.Tests.Standalone;

/// <summary>Only the service itself can reach its database: tried with every login.</summary>
[Collection(OnStandalone.Name)]
public sealed class OwnershipTests(StandaloneSystem system)
{
    static readonly string[] Owners = [.. SystemMap.Services.Where(service => service.Databases.Count > 0).Select(service => service.Name)];
    static readonly string[] Publishers = [.. SystemMap.Services.Where(service => service.HasEvents).Select(service => service.Name)];

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string> Services => [.. Owners];

    public static TheoryData<string> ServicesWithRelay => [.. Publishers];

    public static TheoryData<string, string> ForeignServers => [..
        from service in Owners
        from other in Owners
        where other != service
        select new TheoryDataRow<string, string>(service, other)];

    [Theory]
    [MemberData(nameof(ForeignServers))]
    public async Task Another_services_server_refuses_every_login_of_a_service(string service, string other)
    {
        foreach (var role in Roles(service).Prepend("postgres"))
        {
            foreach (var database in new[] { other, "postgres", "template1" })
            {
                var refusal = await Assert.ThrowsAsync<PostgresException>(() => OpenAsync(service, Login(service, role), other, database));

                Assert.Equal(PostgresErrorCodes.InvalidPassword, refusal.SqlState);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_services_logins_open_only_its_own_database(string service)
    {
        foreach (var role in Roles(service))
        {
            await using var own = await OpenAsync(service, Login(service, role), service, service);
            foreach (var database in new[] { "postgres", "template1" })
            {
                var refusal = await Assert.ThrowsAsync<PostgresException>(() => OpenAsync(service, Login(service, role), service, database));
                Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
            }
        }
    }

    [Theory]
    [InlineData("_app", "CREATE TABLE public.mine (id int)")]
    [InlineData("_app", "DROP TABLE messaging.inbox")]
    [InlineData("_app", "UPDATE messaging.outbox SET topic = 'other'")]
    [InlineData("_app", "DELETE FROM messaging.outbox")]
    [InlineData("_app", "DELETE FROM messaging.inbox")]
    [InlineData("_app", "UPDATE messaging.relay_cursor SET confirmed_xid = 0")]
    [InlineData("_app", "CREATE ROLE friend LOGIN")]
    [InlineData("_app", "SELECT pg_create_logical_replication_slot('mine', 'pgoutput')")]
    [InlineData("_relay", "INSERT INTO messaging.inbox (message_id) VALUES (gen_random_uuid())")]
    [InlineData("_relay", "INSERT INTO messaging.outbox (id, topic, key, type, payload) VALUES (gen_random_uuid(), '', '', '', '')")]
    [InlineData("_relay", "SELECT count(*) FROM messaging.dead_letter")]
    [InlineData("_relay", "CREATE TABLE public.mine (id int)")]
    [InlineData("_migrator", "CREATE ROLE friend LOGIN")]
    [InlineData("_migrator", "CREATE DATABASE another")]
    public async Task A_role_has_only_the_rights_it_needs(string role, string statement)
    {
        foreach (var service in Publishers)
        {
            await using var connection = await OpenAsync(service, Login(service, role), service, service);
            await using var command = new NpgsqlCommand(statement, connection);

            var refusal = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancelled));

            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
        }
    }

    [Theory]
    [MemberData(nameof(ServicesWithRelay))]
    public async Task The_relay_cannot_read_business_tables(string service)
    {
        await using var connection = await OpenAsync(service, Login(service, "_relay"), service, service);
        await using var list = new NpgsqlCommand(
            "SELECT coalesce(array_agg(tablename::text), '{}') FROM pg_tables WHERE schemaname = 'public'", connection);
        var tables = (string[])(await list.ExecuteScalarAsync(Cancelled))!;

        Assert.NotEmpty(tables);
        foreach (var table in tables)
        {
            await using var command = new NpgsqlCommand($"SELECT count(*) FROM public.{table}", connection);
            var refusal = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteScalarAsync(Cancelled));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
        }
    }

    [Fact]
    public async Task A_running_service_has_only_its_own_connection_strings()
    {
        foreach (var service in SystemMap.Services.Select(entry => entry.Name))
        {
            var environment = (await File.ReadAllTextAsync($"/proc/{system.Pid(service)}/environ", Cancelled)).Split('\0');
            var held = environment.Where(entry => entry.StartsWith("ConnectionStrings__", StringComparison.OrdinalIgnoreCase))
                .Select(entry => entry["ConnectionStrings__".Length..entry.IndexOf('=', StringComparison.Ordinal)]).Order();

            string[] own = Owners.Contains(service) ? [service] : [];
            string[] ofMessaging = Publishers.Contains(service) ? [service + "-relay", "kafka"] : [];
            Assert.Equal(own.Concat(ofMessaging).Order(), held);
            Assert.All(Owners.Except([service]), other => Assert.DoesNotContain(
                environment, entry => entry.Contains(Password(other, Login(other, "_app")), StringComparison.Ordinal)));
        }
    }

    static string[] Roles(string service) => Publishers.Contains(service) ? ["_migrator", "_app", "_relay"] : ["_migrator", "_app"];

    static string Login(string service, string role) => role.StartsWith('_') ? service + role : role;

    string Password(string service, string login) => system.Secrets().GetProperty(service).GetProperty(login).GetString()!;

    async Task<NpgsqlConnection> OpenAsync(string service, string login, string server, string database)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = system.Engine(server + "-postgres").GetProperty("port").GetInt32(),
            Username = login,
            Password = Password(service, login),
            Database = database,
            Pooling = false,
        }.ConnectionString);
        await connection.OpenAsync(Cancelled);
        return connection;
    }
}
