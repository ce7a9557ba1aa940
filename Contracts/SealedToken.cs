using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace DbPerService.Contracts;

/// <summary>
/// A payment token that only Payments can open: <c>sealed:v1:{key id}:{base64url}</c>, where the last part is nonce, ciphertext and tag
/// of AES-256-GCM. The order id is the associated data, so a token that is moved to another order cannot be opened.
/// </summary>
public static class SealedToken
{
    const string Prefix = "sealed:v1:";

    static readonly int NonceSize = AesGcm.NonceByteSizes.MaxSize;
    static readonly int TagSize = AesGcm.TagByteSizes.MaxSize;

    /// <summary>Whether a text has the form of a sealed token, of this version or another.</summary>
    public static bool IsSealed(string? text) => text?.StartsWith("sealed:", StringComparison.Ordinal) == true;

    /// <summary>Seals a token. Each call returns a different text.</summary>
    public static string Seal(string token, Guid orderId, TokenKey key)
    {
        var plain = Encoding.UTF8.GetBytes(token);
        var sealing = new byte[NonceSize + plain.Length + TagSize];
        RandomNumberGenerator.Fill(sealing.AsSpan(0, NonceSize));
        using var cipher = new AesGcm(key.Key, TagSize);
        cipher.Encrypt(
            sealing.AsSpan(0, NonceSize), plain, sealing.AsSpan(NonceSize, plain.Length), sealing.AsSpan(NonceSize + plain.Length),
            BoundTo(orderId));
        return $"{Prefix}{key.Id}:{Base64Url.EncodeToString(sealing)}";
    }

    /// <summary>Opens what <see cref="Seal"/> returned for the order, with whichever of the keys it was sealed.</summary>
    /// <returns>The token, or null if the text is damaged, belongs to another order, or was sealed with none of the keys.</returns>
    public static string? Open(string text, Guid orderId, IEnumerable<TokenKey> keys)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || text[Prefix.Length..].Split(':') is not [var id, var encoded]
            || keys.FirstOrDefault(key => key.Id == id) is not { } key)
        {
            return null;
        }

        try
        {
            var sealing = Base64Url.DecodeFromChars(encoded).AsSpan();
            if (sealing.Length < NonceSize + TagSize)
            {
                return null;
            }

            var plain = new byte[sealing.Length - NonceSize - TagSize];
            using var cipher = new AesGcm(key.Key, TagSize);
            cipher.Decrypt(
                sealing[..NonceSize], sealing.Slice(NonceSize, plain.Length), sealing[(NonceSize + plain.Length)..], plain, BoundTo(orderId));
            return Encoding.UTF8.GetString(plain);
        }
        catch (Exception exception) when (exception is FormatException or CryptographicException)
        {
            return null;
        }
    }

    static byte[] BoundTo(Guid orderId) => Encoding.ASCII.GetBytes($"{Prefix}{orderId}");
}
