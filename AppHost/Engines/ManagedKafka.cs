using Microsoft.Extensions.Configuration;

namespace DbPerService.AppHost;

/// <summary>
/// A broker that runs elsewhere. <c>Kafka:SecurityProtocol</c> and <c>Kafka:SaslMechanism</c> determine which parameters a deployment
/// has; <c>Kafka:Ca</c> and <c>Kafka:ClientCertificate</c> add certificates. Everything under <c>Kafka:Client</c> is passed to the
/// services unchanged.
/// </summary>
sealed class ManagedKafka(IDistributedApplicationBuilder builder, string name)
{
    const string Setting = "Messaging__Kafka__";

    static readonly string[] Protocols = ["Plaintext", "Ssl", "SaslPlaintext", "SaslSsl"];
    static readonly string[] Mechanisms = ["Plain", "ScramSha256", "ScramSha512", "OAuthBearer"];

    readonly IConfiguration _configuration = builder.Configuration.GetSection("Kafka");
    readonly Dictionary<string, ReferenceExpression> _settings = [];

    public Broker Add()
    {
        var servers = builder.AddParameter($"{name}-bootstrap-servers");
        var protocol = Choose("SecurityProtocol", Protocols);
        if (protocol.StartsWith("Sasl", StringComparison.Ordinal))
        {
            AddLogin(Choose("SaslMechanism", Mechanisms));
        }

        if (protocol.EndsWith("Ssl", StringComparison.Ordinal))
        {
            AddCertificates();
        }

        foreach (var property in _configuration.GetSection("Client").GetChildren())
        {
            Set($"Client__{property.Key.Replace('.', '_')}", ReferenceExpression.Create($"{property.Value}"));
        }

        return new Broker(Server: null, ReferenceExpression.Create($"{servers}"), _settings);
    }

    void AddLogin(string mechanism)
    {
        if (mechanism == "OAuthBearer")
        {
            Ask("OAuthTokenEndpoint", "oauth-token-endpoint");
            Ask("OAuthClientId", "oauth-client-id");
            Ask("OAuthClientSecret", "oauth-client-secret", secret: true);
            return;
        }

        Ask("SaslUsername", "sasl-username");
        Ask("SaslPassword", "sasl-password", secret: true);
    }

    void AddCertificates()
    {
        if (_configuration.GetValue<bool>("Ca"))
        {
            Ask("SslCaPem", "ca-pem");
        }

        if (_configuration.GetValue<bool>("ClientCertificate"))
        {
            Ask("SslCertificatePem", "certificate-pem");
            Ask("SslKeyPem", "key-pem", secret: true);
        }
    }

    /// <summary>One of the names, by default the first, and a setting of the services unless it is their default.</summary>
    string Choose(string setting, string[] names)
    {
        if (_configuration[setting] is not { Length: > 0 } said)
        {
            return setting == "SaslMechanism"
                ? throw new DistributedApplicationException($"Kafka:{setting} is not set: it must be one of {string.Join(", ", names)}.")
                : names[0];
        }

        var chosen = names.FirstOrDefault(known => string.Equals(known, said, StringComparison.OrdinalIgnoreCase))
            ?? throw new DistributedApplicationException($"Kafka:{setting} must be one of {string.Join(", ", names)}, not '{said}'.");
        Set(setting, ReferenceExpression.Create($"{chosen}"));
        return chosen;
    }

    void Ask(string setting, string parameter, bool secret = false)
    {
        var asked = builder.AddParameter($"{name}-{parameter}", secret);
        Set(setting, ReferenceExpression.Create($"{asked}"));
    }

    void Set(string setting, ReferenceExpression value) => _settings[Setting + setting] = value;
}
