using Confluent.Kafka;
using DbPerService.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace DbPerService.Tests.PostgreSql;

/// <summary>A broker with TLS. Skipped, with the reason, if librdkafka was built without OpenSSL.</summary>
public sealed class KafkaTlsTests(EnginesFixture engines) : IClassFixture<EnginesFixture>, IDisposable
{
    readonly TestCertificates _certificates = new();
    readonly int _port = FreePort.Next();

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _certificates.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Events_are_published_and_applied_over_TLS(bool withClientCertificate)
    {
        await using var broker = await BrokerAsync();
        await using var proxy = new TlsProxy(_port, broker.Port, _certificates, withClientCertificate);
        await using var service = await engines.NewDatabaseAsync();
        var host = Instance(service, _certificates.Ca, withClientCertificate);
        await host.StartAsync(Cancelled);

        await service.PublishAsync(new Ping("a", 1), new Ping("b", 2));

        await Eventually.IsTrue(async () => (await service.AppliedAsync()).Order().SequenceEqual(["Ping a 1", "Ping b 2"]), Cancelled);
    }

    [Fact]
    public async Task An_untrusted_broker_gets_nothing_and_is_reported()
    {
        await using var broker = await BrokerAsync();
        await using var proxy = new TlsProxy(_port, broker.Port, _certificates);
        await using var service = await engines.NewDatabaseAsync();
        using var other = new TestCertificates();
        var host = Instance(service, other.Ca);
        await host.StartAsync(Cancelled);

        await service.PublishAsync(new Ping("a", 1));

        await service.Log.WaitForAsync("certificate verify failed", Cancelled);
        Assert.Empty(Topic.Read(broker, "pings", 1, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task A_broker_without_TLS_gets_nothing_and_is_reported()
    {
        SkipWithoutTls();
        await using var service = await engines.NewServiceAsync();
        var host = Instance(service, _certificates.Ca, broker: engines.Kafka.Port);
        await host.StartAsync(Cancelled);

        await service.PublishAsync(new Ping("a", 1));

        await service.Log.WaitForAsync("SSL handshake failed", Cancelled);
        Assert.Empty(Topic.Read(engines.Kafka, "pings", 1, TimeSpan.FromSeconds(1)));
    }

    Task<EngineProcess> BrokerAsync()
    {
        SkipWithoutTls();
        return EngineProcess.KafkaBehindAsync(_port, ["pings", .. Enumerable.Range(1, 9).Select(n => $"service{n}.dead-letter")]);
    }

    IHost Instance(TestService service, string ca, bool withClientCertificate = false, int? broker = null) => service.NewInstance(builder =>
    {
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:kafka"] = $"127.0.0.1:{broker ?? _port}",
            ["Messaging:Kafka:SecurityProtocol"] = "Ssl",
            ["Messaging:Kafka:SslCaLocation"] = ca,
            ["Messaging:Kafka:SslCertificateLocation"] = withClientCertificate ? _certificates.ClientCertificate : "",
            ["Messaging:Kafka:SslKeyLocation"] = withClientCertificate ? _certificates.ClientKey : "",
        });
        builder.AddMessaging(TestService.Subscriber(service.Name)).Handle<Ping, RecordPing>().Handle<Pong, RecordPong>();
    });

    static void SkipWithoutTls()
    {
        try
        {
            new AdminClientBuilder(new AdminClientConfig { SecurityProtocol = SecurityProtocol.Ssl }).SetLogHandler((_, _) => { }).Build().Dispose();
        }
        catch (ArgumentException exception)
        {
            Assert.Skip($"Not run: {exception.Message}");
        }
    }
}
