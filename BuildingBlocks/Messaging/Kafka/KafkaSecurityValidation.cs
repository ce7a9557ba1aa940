using Confluent.Kafka;
using Microsoft.Extensions.Options;

namespace DbPerService.Messaging;

/// <summary>Refuses settings that would silently have no effect, or that name a reserved property.</summary>
sealed class KafkaSecurityValidation : IValidateOptions<MessagingOptions>
{
    const string Prefix = "Messaging:Kafka:";

    public ValidateOptionsResult Validate(string? name, MessagingOptions options)
    {
        // The first one is enough: the next one is often its consequence.
        return Problems(options.Kafka).FirstOrDefault() is { } problem
            ? ValidateOptionsResult.Fail(Prefix + problem)
            : ValidateOptionsResult.Success;
    }

    static IEnumerable<string> Problems(KafkaOptions kafka) =>
        ReservedProperties(kafka).Concat(WithoutEffect(kafka)).Concat(Contradictions(kafka)).Concat(Missing(kafka));

    static IEnumerable<string> ReservedProperties(KafkaOptions kafka) => kafka.Client.Keys
        .Where(name => KafkaProperties.IsReserved(KafkaProperties.PropertyOf(name)))
        .Select(name => $"Client:{name} cannot be set: the service's guarantees depend on its value, or another setting provides it.");

    static IEnumerable<string> WithoutEffect(KafkaOptions kafka)
    {
        var (sasl, ssl) = (IsSasl(kafka), kafka.SecurityProtocol is SecurityProtocol.Ssl or SecurityProtocol.SaslSsl);
        var mechanism = kafka.SaslMechanism is null ? "" : "set";
        return Unused(sasl, "SecurityProtocol", $"{kafka.SecurityProtocol}: it must be SaslPlaintext or SaslSsl",
                (nameof(kafka.SaslMechanism), mechanism), (nameof(kafka.SaslUsername), kafka.SaslUsername),
                (nameof(kafka.SaslPassword), kafka.SaslPassword))
            .Concat(Unused(ssl, "SecurityProtocol", $"{kafka.SecurityProtocol}: it must be Ssl or SaslSsl",
                (nameof(kafka.SslCaLocation), kafka.SslCaLocation), (nameof(kafka.SslCaPem), kafka.SslCaPem),
                (nameof(kafka.SslCertificateLocation), kafka.SslCertificateLocation), (nameof(kafka.SslCertificatePem), kafka.SslCertificatePem),
                (nameof(kafka.SslKeyLocation), kafka.SslKeyLocation), (nameof(kafka.SslKeyPem), kafka.SslKeyPem)))
            .Concat(Unused(kafka.SaslMechanism == SaslMechanism.OAuthBearer, "SaslMechanism", "not OAuthBearer",
                (nameof(kafka.OAuthTokenEndpoint), kafka.OAuthTokenEndpoint), (nameof(kafka.OAuthClientId), kafka.OAuthClientId),
                (nameof(kafka.OAuthClientSecret), kafka.OAuthClientSecret), (nameof(kafka.OAuthScope), kafka.OAuthScope),
                (nameof(kafka.OAuthExtensions), kafka.OAuthExtensions)));
    }

    static IEnumerable<string> Contradictions(KafkaOptions kafka)
    {
        (string File, string Path, string Text, string Pem)[] either =
        [
            (nameof(kafka.SslCaLocation), kafka.SslCaLocation, nameof(kafka.SslCaPem), kafka.SslCaPem),
            (nameof(kafka.SslCertificateLocation), kafka.SslCertificateLocation, nameof(kafka.SslCertificatePem), kafka.SslCertificatePem),
            (nameof(kafka.SslKeyLocation), kafka.SslKeyLocation, nameof(kafka.SslKeyPem), kafka.SslKeyPem),
        ];
        return either.Where(pair => pair.Path.Length > 0 && pair.Pem.Length > 0)
            .Select(pair => $"{pair.File} and {Prefix}{pair.Text} are both set: remove one of them.");
    }

    static IEnumerable<string> Missing(KafkaOptions kafka)
    {
        if (IsSasl(kafka) && kafka.SaslMechanism is null)
        {
            yield return $"SaslMechanism is not set: {kafka.SecurityProtocol} needs one of {string.Join(", ", Enum.GetNames<SaslMechanism>())}.";
        }

        var needsUser = kafka.SaslMechanism is SaslMechanism.Plain or SaslMechanism.ScramSha256 or SaslMechanism.ScramSha512;
        // librdkafka has other ways to get a token, which only further properties describe.
        var needsClient = kafka.SaslMechanism == SaslMechanism.OAuthBearer
            && !kafka.Client.Keys.Any(name => KafkaProperties.PropertyOf(name).StartsWith("sasl.oauthbearer.", StringComparison.Ordinal));
        var hasCertificate = (kafka.SslCertificateLocation + kafka.SslCertificatePem).Length > 0;
        var hasKey = (kafka.SslKeyLocation + kafka.SslKeyPem).Length > 0;
        (bool Needed, string Value, string Text)[] needed =
        [
            (needsUser, kafka.SaslUsername, $"SaslUsername is not set: {kafka.SaslMechanism} needs it."),
            (needsUser, kafka.SaslPassword, $"SaslPassword is not set: {kafka.SaslMechanism} needs it."),
            (needsClient, kafka.OAuthTokenEndpoint, "OAuthTokenEndpoint is not set: OAuthBearer needs it."),
            (needsClient, kafka.OAuthClientId, "OAuthClientId is not set: OAuthBearer needs it."),
            (needsClient, kafka.OAuthClientSecret, "OAuthClientSecret is not set: OAuthBearer needs it."),
            (hasCertificate, hasKey ? "set" : "", "SslKeyLocation is not set: the client's certificate needs its key."),
            (hasKey, hasCertificate ? "set" : "", "SslCertificateLocation is not set: the client's key needs its certificate."),
        ];
        foreach (var (isNeeded, value, text) in needed)
        {
            if (isNeeded && value.Length == 0)
            {
                yield return text;
            }
        }
    }

    static IEnumerable<string> Unused(bool isUsed, string by, string state, params (string Name, string Value)[] settings) =>
        isUsed ? [] : settings.Where(setting => setting.Value.Length > 0)
            .Select(setting => $"{setting.Name} has no effect: {Prefix}{by} is {state}.");

    static bool IsSasl(KafkaOptions kafka) => kafka.SecurityProtocol is SecurityProtocol.SaslPlaintext or SecurityProtocol.SaslSsl;
}
