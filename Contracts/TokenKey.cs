using System.Security.Cryptography;
using System.Text;

namespace DbPerService.Contracts;

/// <summary>A key shared by the two services that exchange payment tokens, derived from a secret that is not kept.</summary>
public sealed class TokenKey
{
    /// <summary>Minimum length of the secret in characters.</summary>
    public const int MinSecretLength = 32;

    readonly byte[] _key;

    TokenKey(string id, byte[] key)
    {
        Id = id;
        _key = key;
    }

    /// <summary>Identifies the key in what it sealed without revealing anything about it: 8 hexadecimal digits.</summary>
    public string Id { get; }

    internal ReadOnlySpan<byte> Key => _key;

    /// <param name="secret">The shared secret, for example 32 random bytes in base64.</param>
    /// <exception cref="ArgumentException">The secret is too short.</exception>
    public static TokenKey From(string secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        if (secret.Length < MinSecretLength)
        {
            throw new ArgumentException($"The secret of a token key must have at least {MinSecretLength} characters.", nameof(secret));
        }

        var material = Encoding.UTF8.GetBytes(secret);
        return new TokenKey(
            Convert.ToHexStringLower(HKDF.DeriveKey(HashAlgorithmName.SHA256, material, 4, info: "payment token key id"u8.ToArray())),
            HKDF.DeriveKey(HashAlgorithmName.SHA256, material, 32, info: "payment token key"u8.ToArray()));
    }
}
