using System.Globalization;
using DbPerService.Messaging.Redis;
using DbPerService.Redis;
using DbPerService.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DbPerService.Tests.Redis;

/// <summary>Redis with TLS, its certificate checked.</summary>
public sealed class TlsTests(RedisServerFixture server) : IClassFixture<RedisServerFixture>, IDisposable
{
    readonly TestCertificates _certificates = new();
    readonly int _port = FreePort.Next();

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public async Task A_trusted_server_is_used_with_encryption()
    {
        await using var instances = await RedisTestInstances.CreateAsync(server);
        await EncryptAsync();
        var connection = instances.New(Login(instances), Ca(_certificates)).GetRequiredService<RedisConnection>();

        await connection.CallAsync(database => database.KeyExistsAsync(connection.Keys.Outbox), Cancelled);

        // A connection of another service in this test is unencrypted: the login distinguishes them.
        var clients = await server.AdministerAsync("CLIENT", "LIST");
        var own = clients.Split('\n').Where(line => line.Contains($"user={instances.Service} ", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(own);
        Assert.All(own, line => Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"laddr=127.0.0.1:{_port} "), line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_untrusted_server_ends_startup_and_names_the_setting()
    {
        await using var instances = await RedisTestInstances.CreateAsync(server);
        await EncryptAsync();
        using var other = new TestCertificates();
        using var host = instances.NewHost(Login(instances), Ca(other));

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(Cancelled));

        Assert.StartsWith($"{Setting(instances)}: Redis at 127.0.0.1:{_port} ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("does not trust", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unreadable_CA_is_refused_and_names_the_setting()
    {
        await using var instances = await RedisTestInstances.CreateAsync(server);

        using var host = instances.NewHost(Login(instances), ("Redis:SslCaLocation", Path.Combine(_certificates.Folder, "nowhere.pem")));

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(Cancelled));

        Assert.StartsWith("Redis:SslCaLocation: ", failure.Message, StringComparison.Ordinal);
    }

    static string Setting(RedisTestInstances instances) => $"ConnectionStrings:{instances.Service}";

    (string, string) Login(RedisTestInstances instances) =>
        (Setting(instances), $"127.0.0.1:{_port},user={instances.Service},password=of-{instances.Service},ssl=true,sslHost=localhost");

    static (string, string) Ca(TestCertificates certificates) => ("Redis:SslCaLocation", certificates.Ca);

    Task<string> EncryptAsync() => server.AdministerAsync(
        "CONFIG", "SET", "tls-cert-file", _certificates.ServerCertificate, "tls-key-file", _certificates.ServerKey,
        "tls-ca-cert-file", _certificates.Ca, "tls-auth-clients", "no", "tls-port", _port);
}
