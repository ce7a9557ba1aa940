using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DbPerService.ServiceDefaults;

/// <summary>Signs and verifies the header that says who a request is made for: HMAC-SHA256 with the key that the services share.</summary>
public sealed partial class CallerSignature
{
    /// <summary>The header's name. The Gateway removes it from every request that it accepts.</summary>
    public const string Header = "DbPerService-Caller";

    // Long, because clocks differ: a signature never leaves the private network.
    static readonly TimeSpan Validity = TimeSpan.FromHours(1);

    readonly byte[] _secret;
    readonly byte[] _key;
    readonly TimeProvider _time;

    /// <summary>With the key of the options, or a random one.</summary>
    public CallerSignature(IOptions<CallerOptions> options, TimeProvider time, ILogger<CallerSignature> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Value.Key is not { } secret)
        {
            secret = RandomNumberGenerator.GetHexString(64);
            LogNoKey(logger);
        }

        _secret = Encoding.UTF8.GetBytes(secret);
        _key = DeriveKey("caller");
        _time = time;
    }

    /// <summary>A key of 32 bytes for another purpose, derived from the same secret (HKDF, RFC 5869).</summary>
    public byte[] DeriveKey(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, 32, info: Encoding.UTF8.GetBytes(purpose));

    /// <summary>The header's value for a caller: valid for one hour.</summary>
    public string Sign(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var payload = $"{caller.Role}\n{_time.GetUtcNow().ToUnixTimeSeconds()}\n{caller.Id}";
        var bytes = Encoding.UTF8.GetBytes(payload);
        return $"{Base64Url.EncodeToString(bytes)}.{Base64Url.EncodeToString(HMACSHA256.HashData(_key, bytes))}";
    }

    /// <returns>The caller, or null if the value is malformed, too old, or signed with another key.</returns>
    public Caller? Verify(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Split('.') is not [var payload, var signature])
        {
            return null;
        }

        try
        {
            var bytes = Base64Url.DecodeFromChars(payload);
            return CryptographicOperations.FixedTimeEquals(Base64Url.DecodeFromChars(signature), HMACSHA256.HashData(_key, bytes))
                && Encoding.UTF8.GetString(bytes).Split('\n', 3) is [var role, var seconds, var id]
                && (_time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(long.Parse(seconds, provider: null))).Duration() < Validity
                    ? new Caller(Enum.Parse<CallerRole>(role), id)
                    : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Callers:Key is not set: signatures of other services are not accepted")]
    private static partial void LogNoKey(ILogger logger);
}
