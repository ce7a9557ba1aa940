using DbPerService.Contracts;
using Npgsql;

namespace DbPerService.Tests.Standalone;

/// <summary>Only the service itself can reach its database: tried with every login.</summary>
[Collection(OnDisturbed.Name)]
public sealed class OwnershipTests(DisturbedSystem system)
{
    static readonly string[] Names = [.. SystemMap.Services.Select(service => service.Name)];
    static readonly string[] Roles = ["postgres", "_migrator", "_app", "_relay"];

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string> Services => [.. Names];

    public static TheoryData<string, string, string, string> ForeignDoors => [.. 
        from service in Names
        from role in Roles
        from other in Names
        where other != service
        from database in new[] { other, "postgres", "template1" }
        select new TheoryDataRow<string, string, string, string>(service, role, other, database)];

    [Theory]
    [MemberData(nameof(ForeignDoors))]
    public async Task Other_services_servers_refuse_every_login_of_a_service(string service, string role, string other, string database)
    {
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => OpenAsync(service, Login(service, role), other, database));

        Assert.Equal(PostgresErrorCodes.InvalidPassword, refusal.SqlState);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task A_services_logins_open_only_its_own_database(string service)
    {
        foreach (var role in Roles.Skip(1))
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
        foreach (var service in Names)
        {
            await using var connection = await OpenAsync(service, Login(service, role), service, service);
            await using var command = new NpgsqlCommand(statement, connection);

            var refusal = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancelled));

            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
        }
    }

    [Theory]
    [MemberData(nameof(Services))]
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
        foreach (var service in Names)
        {
            var environment = (await File.ReadAllTextAsync($"/proc/{system.Pid(service)}/environ", Cancelled)).Split('\0');
            var held = environment.Where(entry => entry.StartsWith("ConnectionStrings__", StringComparison.OrdinalIgnoreCase))
                .Select(entry => entry["ConnectionStrings__".Length..entry.IndexOf('=', StringComparison.Ordinal)]).Order();

            Assert.Equal(new[] { service, service + "-relay", "kafka" }.Order(), held);
            Assert.All(Names.Except([service]), other => Assert.DoesNotContain(
                environment, entry => entry.Contains(Password(other, Login(other, "_app")), StringComparison.Ordinal)));
        }
    }

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
