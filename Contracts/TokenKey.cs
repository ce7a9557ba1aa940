using System.Security.Cryptography;
using System.Text;

namespace DbPerService.Contracts;

/// <summary>A key that only the two services have which exchange payment tokens. Made from a secret text, which is never kept.</summary>
public sealed class TokenKey
{
    /// <summary>Fewest characters of the secret.</summary>
    public const int MinSecretLength = 32;

    readonly byte[] _key;

    TokenKey(string id, byte[] key)
    {
        Id = id;
        _key = key;
    }

    /// <summary>Names the key in what it sealed and says nothing about it: 8 hexadecimal digits.</summary>
    public string Id { get; }

    internal ReadOnlySpan<byte> Key => _key;

    /// <param name="secret">The secret both services share, for example 32 random bytes in base64.</param>
    /// <exception cref="ArgumentException">The secret is too short.</exception>
    public static TokenKey From(string secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        if (secret.Length < MinSecretLength)
        {
            throw new ArgumentException($"A token key has at least {MinSecretLength} characters.", nameof(secret));
        }

        var material = Encoding.UTF8.GetBytes(secret);
        return new TokenKey(
            Convert.ToHexStringLower(HKDF.DeriveKey(HashAlgorithmName.SHA256, material, 4, info: "payment token key id"u8.ToArray())),
            HKDF.DeriveKey(HashAlgorithmName.SHA256, material, 32, info: "payment token key"u8.ToArray()));
    }
}
