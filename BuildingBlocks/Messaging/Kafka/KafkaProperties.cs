using Confluent.Kafka;

namespace DbPerService.Messaging;

/// <summary>Maps settings to properties of librdkafka, and lists the properties that no setting may change.</summary>
static class KafkaProperties
{
    /// <summary>Properties that have a setting of their own: librdkafka's messages about them are translated to the setting.</summary>
    static readonly (string Property, string Setting, Func<KafkaOptions, string> Value)[] OfSettings =
    [
        ("sasl.username", nameof(KafkaOptions.SaslUsername), options => options.SaslUsername),
        ("sasl.password", nameof(KafkaOptions.SaslPassword), options => options.SaslPassword),
        ("sasl.oauthbearer.token.endpoint.url", nameof(KafkaOptions.OAuthTokenEndpoint), options => options.OAuthTokenEndpoint),
        ("sasl.oauthbearer.client.id", nameof(KafkaOptions.OAuthClientId), options => options.OAuthClientId),
        ("sasl.oauthbearer.client.secret", nameof(KafkaOptions.OAuthClientSecret), options => options.OAuthClientSecret),
        ("sasl.oauthbearer.scope", nameof(KafkaOptions.OAuthScope), options => options.OAuthScope),
        ("sasl.oauthbearer.extensions", nameof(KafkaOptions.OAuthExtensions), options => options.OAuthExtensions),
        ("ssl.ca.location", nameof(KafkaOptions.SslCaLocation), options => options.SslCaLocation),
        ("ssl.ca.pem", nameof(KafkaOptions.SslCaPem), options => options.SslCaPem),
        ("ssl.certificate.location", nameof(KafkaOptions.SslCertificateLocation), options => options.SslCertificateLocation),
        ("ssl.certificate.pem", nameof(KafkaOptions.SslCertificatePem), options => options.SslCertificatePem),
        ("ssl.key.location", nameof(KafkaOptions.SslKeyLocation), options => options.SslKeyLocation),
        ("ssl.key.pem", nameof(KafkaOptions.SslKeyPem), options => options.SslKeyPem),
        ("ssl.key.password", nameof(KafkaOptions.SslKeyPassword), options => options.SslKeyPassword),
    ];

    /// <summary>Addresses, names, and the properties on which order per key, delivery and offsets depend, with their aliases.</summary>
    static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "bootstrap.servers", "metadata.broker.list", "group.id", "group.protocol",
        "enable.idempotence", "acks", "request.required.acks", "max.in.flight", "max.in.flight.requests.per.connection",
        "retries", "message.send.max.retries", "message.timeout.ms", "delivery.timeout.ms", "partitioner", "queuing.strategy",
        "transactional.id", "transaction.timeout.ms", "delivery.report.only.error",
        "enable.auto.commit", "enable.auto.offset.store", "auto.offset.reset", "enable.partition.eof",
        "partition.assignment.strategy", "allow.auto.create.topics",
    };

    /// <summary>Applies the security settings, then the further properties.</summary>
    public static void Apply(KafkaOptions options, ClientConfig config)
    {
        config.SecurityProtocol = options.SecurityProtocol;
        if (options.SaslMechanism is { } mechanism)
        {
            config.SaslMechanism = mechanism;
        }

        if (options.OAuthTokenEndpoint.Length > 0)
        {
            config.SaslOauthbearerMethod = SaslOauthbearerMethod.Oidc;
        }

        foreach (var (property, _, value) in OfSettings)
        {
            if (value(options) is { Length: > 0 } text)
            {
                config.Set(property, text);
            }
        }

        foreach (var (name, value) in options.Client)
        {
            config.Set(PropertyOf(name), value);
        }
    }

    /// <summary>The property that a name in the configuration means.</summary>
    public static string PropertyOf(string name) => name.ToLowerInvariant().Replace('_', '.');

    /// <summary>Whether settings may not change it; that includes the client library's own properties, <c>dotnet.…</c>.</summary>
    public static bool IsReserved(string property) =>
        Reserved.Contains(property) || property.StartsWith("dotnet.", StringComparison.Ordinal);

    /// <summary>The reserved properties of a configuration, as they stand.</summary>
    public static Dictionary<string, string> ReservedOf(ClientConfig config) =>
        config.Where(entry => IsReserved(entry.Key)).ToDictionary(entry => entry.Key, entry => entry.Value);

    /// <summary>The setting to which a message of librdkafka refers.</summary>
    public static string SettingOf(KafkaOptions options, string message)
    {
        var further = options.Client.Keys.Where(name => message.Contains(PropertyOf(name), StringComparison.Ordinal))
            .OrderByDescending(name => name.Length).Select(name => $"{nameof(KafkaOptions.Client)}:{name}");
        var own = OfSettings.Where(entry => message.Contains(entry.Property, StringComparison.Ordinal)).Select(entry => entry.Setting);
        string[] general = message.Contains("security.protocol", StringComparison.Ordinal) ? [nameof(KafkaOptions.SecurityProtocol)]
            : message.Contains("sasl.mechanism", StringComparison.Ordinal) ? [nameof(KafkaOptions.SaslMechanism)] : [];
        return further.Concat(own).Concat(general).Select(name => $"Messaging:Kafka:{name}").FirstOrDefault("Messaging:Kafka:Client");
    }

    /// <summary>A message in one line, without anything that must not be logged.</summary>
    public static string Redact(KafkaOptions options, string message)
    {
        var secrets = options.Client.Where(entry => IsSecret(PropertyOf(entry.Key))).Select(entry => entry.Value)
            .Concat(OfSettings.Where(entry => IsSecret(entry.Property)).Select(entry => entry.Value(options)));
        var text = secrets.Where(secret => secret.Length > 0)
            .Aggregate(message, (current, secret) => current.Replace(secret, "***", StringComparison.Ordinal));
        return string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    static bool IsSecret(string property) =>
        property.EndsWith("password", StringComparison.Ordinal) || property.EndsWith("secret", StringComparison.Ordinal)
        || property is "ssl.key.pem" or "sasl.oauthbearer.config" or "sasl.oauthbearer.assertion.private.key.pem";
}
