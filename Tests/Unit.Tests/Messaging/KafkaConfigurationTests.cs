using Confluent.Kafka;
using DbPerService.Messaging;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace DbPerService.Tests.Unit.Messaging;

public sealed class KafkaConfigurationTests
{
    const string Kafka = "Messaging:Kafka:";

    [Fact]
    public void Security_settings_reach_every_client()
    {
        var clients = Clients(
            ("SecurityProtocol", "SaslSsl"), ("SaslMechanism", "ScramSha512"), ("SaslUsername", "orders"), ("SaslPassword", "secret"),
            ("SslCaLocation", "/ca.pem"), ("SslCertificatePem", "certificate"), ("SslKeyPem", "key"), ("SslKeyPassword", "of the key"));

        ClientConfig[] configs = [clients.ProducerConfig(), clients.ConsumerConfig(), clients.AdminConfig()];
        Assert.All(configs, config =>
        {
            Assert.Equal((SecurityProtocol.SaslSsl, SaslMechanism.ScramSha512), (config.SecurityProtocol, config.SaslMechanism));
            Assert.Equal(("orders", "secret"), (config.SaslUsername, config.SaslPassword));
            Assert.Equal(("/ca.pem", "certificate"), (config.SslCaLocation, config.SslCertificatePem));
            Assert.Equal(("key", "of the key"), (config.SslKeyPem, config.SslKeyPassword));
        });
    }

    [Fact]
    public void OAuth_tokens_come_from_the_endpoint()
    {
        var config = Clients(
            ("SecurityProtocol", "SaslSsl"), ("SaslMechanism", "OAuthBearer"), ("OAuthTokenEndpoint", "https://login/token"),
            ("OAuthClientId", "orders"), ("OAuthClientSecret", "secret"), ("OAuthScope", "kafka"), ("OAuthExtensions", "logicalCluster=lkc-1"))
            .ProducerConfig();

        Assert.Equal(SaslOauthbearerMethod.Oidc, config.SaslOauthbearerMethod);
        Assert.Equal("https://login/token", config.SaslOauthbearerTokenEndpointUrl);
        Assert.Equal(("orders", "secret"), (config.SaslOauthbearerClientId, config.SaslOauthbearerClientSecret));
        Assert.Equal(("kafka", "logicalCluster=lkc-1"), (config.SaslOauthbearerScope, config.SaslOauthbearerExtensions));
    }

    [Theory]
    [InlineData("Client:socket.keepalive.enable")]
    [InlineData("Client:socket_keepalive_enable")]
    [InlineData("Client:SOCKET_KEEPALIVE_ENABLE")]
    public void Additional_properties_are_applied_in_any_spelling(string setting) =>
        Assert.True(Clients((setting, "true")).ProducerConfig().SocketKeepaliveEnable);

    [Fact]
    public void Settings_override_the_hook()
    {
        var options = Options(("Client:linger.ms", "7"));
        options.Kafka.Hooks.Producer = producer => (producer.LingerMs, producer.CompressionType) = (5, CompressionType.Lz4);

        var config = Clients(options).ProducerConfig();

        Assert.Equal((7d, CompressionType.Lz4), (config.LingerMs, config.CompressionType));
        Assert.Null(Clients(options).ConsumerConfig().Where(entry => entry.Key == "compression.codec").Select(entry => entry.Value).FirstOrDefault());
    }

    [Fact]
    public void A_hook_cannot_change_the_properties_behind_the_guarantees()
    {
        var options = Options();
        options.Kafka.Hooks.Consumer = consumer => consumer.EnableAutoOffsetStore = true;

        var refused = Assert.Throws<InvalidOperationException>(() => Clients(options).ConsumerConfig());

        Assert.Contains("enable.auto.offset.store", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Client:enable.idempotence", "false")]
    [InlineData("Client:ENABLE_IDEMPOTENCE", "false")]
    [InlineData("Client:enable.auto.offset.store", "true")]
    [InlineData("Client:group.id", "another")]
    [InlineData("Client:partitioner", "random")]
    [InlineData("Client:request.required.acks", "0")]
    [InlineData("Client:dotnet.producer.enable.delivery.reports", "false")]
    [InlineData("SaslMechanism", "Plain")]
    [InlineData("SaslUsername", "orders")]
    [InlineData("SaslPassword", "secret")]
    [InlineData("SslCaLocation", "/ca.pem")]
    [InlineData("OAuthTokenEndpoint", "https://login/token")]
    public void A_forbidden_or_ineffective_setting_is_refused(string setting, string value)
    {
        var problem = Problem((setting, value));

        Assert.StartsWith(Kafka + setting, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SaslMechanism", "")]
    [InlineData("SaslUsername", "ScramSha256")]
    [InlineData("SaslPassword", "Plain", "SaslUsername=u")]
    [InlineData("OAuthTokenEndpoint", "OAuthBearer")]
    [InlineData("OAuthClientSecret", "OAuthBearer", "OAuthTokenEndpoint=https://t", "OAuthClientId=u")]
    [InlineData("SslKeyLocation", "Gssapi", "SslCertificateLocation=/c.pem")]
    [InlineData("SslCaLocation", "Gssapi", "SslCaLocation=/c.pem", "SslCaPem=c")]
    public void Missing_and_duplicate_settings_are_named(string setting, string mechanism, params string[] others)
    {
        var problem = Problem(
            [("SecurityProtocol", "SaslSsl"), ("SaslMechanism", mechanism), .. others.Select(other => (other.Split('=')[0], other.Split('=')[1]))]);

        Assert.StartsWith(Kafka + setting, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Client:no.such.thing", "1")]
    [InlineData("Client:socket.timeout.ms", "soon")]
    [InlineData("Client:compression.codec", "zip")]
    public void A_property_rejected_by_librdkafka_is_named_in_one_line(string setting, string value)
    {
        var refused = Assert.Throws<InvalidOperationException>(() => Clients((setting, value)).Check());

        Assert.StartsWith(Kafka + setting, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public void Messages_of_librdkafka_about_a_secret_are_not_repeated()
    {
        var options = Options(("SaslPassword", "hunter2"), ("Client:sasl.oauthbearer.client.secret", "hunter3"));

        Assert.Equal("*** and *** in one line", KafkaProperties.Redact(options.Kafka, "hunter2 and\n hunter3\r\nin one line"));
    }

    [Fact]
    public void Common_settings_are_accepted() => Clients().Check();

    [Fact]
    public void A_short_maximum_poll_interval_is_accepted_by_the_observing_client()
    {
        var clients = Clients(("SessionTimeout", "00:00:01.500"), ("Client:max_poll_interval_ms", "15000"));

        clients.Check();
        using var observer = clients.Observer("payments");
    }

    static string? Problem(params (string Name, string Value)[] settings) =>
        Assert.Single(new KafkaSecurityValidation().Validate(null, Options(settings)).Failures ?? ["none"]);

    static KafkaClients Clients(params (string Name, string Value)[] settings) => Clients(Options(settings));

    static KafkaClients Clients(MessagingOptions options) => new(options, TimeProvider.System, NullLoggerFactory.Instance);

    static MessagingOptions Options(params (string Name, string Value)[] settings)
    {
        var options = new MessagingOptions { Service = "orders" };
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(Kafka + setting.Name, (string?)setting.Value)))
            .Build().GetSection("Messaging").Bind(options);
        options.Kafka.BootstrapServers = "127.0.0.1:1";
        return options;
    }
}
