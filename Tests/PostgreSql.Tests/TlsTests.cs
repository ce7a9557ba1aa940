using DbPerService.Messaging.PostgreSql;
using DbPerService.PostgreSql.Provisioning;
using DbPerService.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace DbPerService.Tests.PostgreSql;

/// <summary>PostgreSQL with TLS, its certificate checked: every login, the replication connection included.</summary>
public sealed class TlsTests(EnginesFixture engines) : IClassFixture<EnginesFixture>, IDisposable
{
    readonly TestCertificates _certificates = new();

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public async Task Every_connection_of_a_service_is_encrypted()
    {
        await using var service = await engines.NewServiceAsync();
        await EncryptAsync(service);
        var host = service.NewInstance(builder =>
        {
            builder.Configuration.AddInMemoryCollection(Logins(service, _certificates.Ca));
            builder.AddMessaging(TestService.Subscriber(service.Name)).Handle<Ping, RecordPing>().Handle<Pong, RecordPong>();
        });
        await host.StartAsync(Cancelled);

        await service.PublishAsync(new Ping("a", 1));

        await service.AppliedIsAsync("Ping a 1");
        // The test's own sessions, which have no application_name either, are unencrypted: this looks at those of the service.
        var sessions = await service.ScalarAsync<string>($"""
            SELECT string_agg(DISTINCT backend_type || ' ' || ssl, ', ' ORDER BY backend_type || ' ' || ssl)
            FROM pg_stat_activity JOIN pg_stat_ssl USING (pid)
            WHERE application_name = 'encrypted' OR backend_type = 'walsender'
            """);
        Assert.Equal("client backend true, walsender true", sessions);
    }

    [Fact]
    public async Task A_database_is_prepared_over_TLS()
    {
        await using var service = await engines.NewDatabaseAsync();
        await EncryptAsync(service);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Logins(service, _certificates.Ca)).Build();

        await DatabaseProvisioner.ProvisionAsync(ServiceLogins.From(configuration, service.Name, PostgresMessaging.Schema), NullLogger.Instance, Cancelled);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-relay")]
    public async Task An_untrusted_server_ends_startup_and_names_the_setting(string setting)
    {
        await using var service = await engines.NewDatabaseAsync();
        await EncryptAsync(service);
        using var other = new TestCertificates();

        var failure = await FailureAsync(service, setting, other.Ca);

        Assert.Contains("does not trust", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_CA_ends_startup_and_names_the_setting()
    {
        await using var service = await engines.NewDatabaseAsync();
        await EncryptAsync(service);

        var failure = await FailureAsync(service, "", Path.Combine(_certificates.Folder, "nowhere.pem"));

        Assert.Contains("nowhere.pem", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_TLS_ends_startup_and_names_the_setting()
    {
        await using var service = await engines.NewDatabaseAsync();
        await SetAsync(service, "ssl", "off", "off");

        var failure = await FailureAsync(service, "", _certificates.Ca);

        Assert.Contains("offers no TLS", failure, StringComparison.Ordinal);
    }

    async Task<string> FailureAsync(TestService service, string setting, string ca)
    {
        var name = $"ConnectionStrings:{service.Name}{setting}";
        using var host = service.NewInstance(builder =>
        {
            builder.Configuration.AddInMemoryCollection(Logins(service, ca).Where(login => login.Key == name));
            service.AddMessagingOnly(builder);
        });
        var failure = (await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(Cancelled))).Message;
        Assert.StartsWith($"{name}: PostgreSQL at 127.0.0.1:{engines.Postgres.Port} ", failure, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure);
        return failure;
    }

    Dictionary<string, string?> Logins(TestService service, string ca)
    {
        string Login(string user, string database) =>
            $"Host=127.0.0.1;Port={engines.Postgres.Port};Username={user};Password={engines.Postgres.Password};Database={database};" +
            $"Application Name=encrypted;SSL Mode=VerifyFull;Root Certificate={ca}";
        return new()
        {
            [$"ConnectionStrings:{service.Name}-admin"] = Login("postgres", "postgres"),
            [$"ConnectionStrings:{service.Name}-migrator"] = Login(service.Name + "_migrator", service.Name),
            [$"ConnectionStrings:{service.Name}"] = Login(service.Name + "_app", service.Name),
            [$"ConnectionStrings:{service.Name}-relay"] = Login(service.Name + "_relay", service.Name),
        };
    }

    /// <summary>Installs the test's certificate, which the server loads without a restart.</summary>
    async Task EncryptAsync(TestService service)
    {
        foreach (var (name, file) in new[] { ("server.crt", _certificates.ServerCertificate), ("server.key", _certificates.ServerKey) })
        {
            // Written by the server, which runs as another user and refuses a key that others can read.
            var pem = await File.ReadAllTextAsync(file, Cancelled);
            await service.ScalarAsync<string>($"COPY (SELECT '{pem.Trim()}') TO PROGRAM 'umask 077; sed ''s/\\\\n/\\n/g'' > {name}'");
        }

        await SetAsync(service, "ssl", "on", "on");
    }

    static async Task SetAsync(TestService service, string setting, string value, string expected)
    {
        await service.ScalarAsync<string>($"ALTER SYSTEM SET {setting} = '{value}'");
        await service.ScalarAsync<bool>("SELECT pg_reload_conf()");
        await Eventually.IsTrue(
            async () => await service.ScalarAsync<string>($"SELECT setting FROM pg_settings WHERE name = '{setting}'") == expected, Cancelled);
    }
}
