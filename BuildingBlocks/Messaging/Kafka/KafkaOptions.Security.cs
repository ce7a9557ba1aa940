using Confluent.Kafka;

namespace DbPerService.Messaging;

// Authentication and trust of a client. A service refuses to start with contradictory settings.
public sealed partial class KafkaOptions
{
    /// <summary>Whether connections are encrypted (<c>Ssl</c>, <c>SaslSsl</c>) and whether clients log in (<c>SaslPlaintext</c>, <c>SaslSsl</c>).</summary>
    /// <value>The default is <c>Plaintext</c>: neither.</value>
    public SecurityProtocol SecurityProtocol { get; set; } = SecurityProtocol.Plaintext;

    /// <summary>How clients log in: <c>Plain</c>, <c>ScramSha256</c>, <c>ScramSha512</c>, <c>OAuthBearer</c> or <c>Gssapi</c>.</summary>
    public SaslMechanism? SaslMechanism { get; set; }

    /// <summary>The user of <c>Plain</c> and <c>Scram…</c>.</summary>
    public string SaslUsername { get; set; } = "";

    /// <summary>The password of <c>Plain</c> and <c>Scram…</c>.</summary>
    public string SaslPassword { get; set; } = "";

    /// <summary>Where <c>OAuthBearer</c> gets its tokens: the URL of an OpenID Connect token endpoint.</summary>
    public string OAuthTokenEndpoint { get; set; } = "";

    /// <summary>The client id for requesting tokens.</summary>
    public string OAuthClientId { get; set; } = "";

    /// <summary>The secret of that client.</summary>
    public string OAuthClientSecret { get; set; } = "";

    /// <summary>The requested scope, if the endpoint needs one.</summary>
    public string OAuthScope { get; set; } = "";

    /// <summary>Further values that the broker requires with a token: <c>key=value</c>, separated by commas.</summary>
    public string OAuthExtensions { get; set; } = "";

    /// <summary>File or folder of the CA certificates that broker certificates are checked against.</summary>
    /// <value>By default the machine's trusted CAs.</value>
    public string SslCaLocation { get; set; } = "";

    /// <summary>The CA certificates themselves, as PEM.</summary>
    public string SslCaPem { get; set; } = "";

    /// <summary>File of the client's own certificate with its chain, as PEM.</summary>
    public string SslCertificateLocation { get; set; } = "";

    /// <summary>That certificate itself, as PEM.</summary>
    public string SslCertificatePem { get; set; } = "";

    /// <summary>File of the certificate's private key, as PEM.</summary>
    public string SslKeyLocation { get; set; } = "";

    /// <summary>That key itself, as PEM.</summary>
    public string SslKeyPem { get; set; } = "";

    /// <summary>The password of an encrypted key.</summary>
    public string SslKeyPassword { get; set; } = "";

    /// <summary>
    /// Any further property of librdkafka by its name, <c>Messaging:Kafka:Client:socket.keepalive.enable</c>, for every client; a name may
    /// be written with <c>_</c> for <c>.</c>, which is all that some shells allow. They are applied last. Properties on which order,
    /// delivery and offsets depend are refused.
    /// </summary>
    public IDictionary<string, string> Client { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Changes to the configuration of a client that a service makes in code.</summary>
    internal KafkaClientHooks Hooks { get; set; } = new();
}

/// <summary>A service's changes in code to the configuration of its Kafka clients.</summary>
sealed class KafkaClientHooks
{
    public Action<ProducerConfig>? Producer { get; set; }

    public Action<ConsumerConfig>? Consumer { get; set; }

    public Action<AdminClientConfig>? Admin { get; set; }

    /// <summary>Runs the hook for this kind of client, if there is one.</summary>
    public void Apply(ClientConfig config)
    {
        switch (config)
        {
            case ProducerConfig producer:
                Producer?.Invoke(producer);
                break;
            case ConsumerConfig consumer:
                Consumer?.Invoke(consumer);
                break;
            case AdminClientConfig admin:
                Admin?.Invoke(admin);
                break;
        }
    }
}
