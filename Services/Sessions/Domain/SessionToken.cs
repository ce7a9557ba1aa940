using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace DbPerService.Sessions.Domain;

/// <summary>The secret of a session: 32 random bytes in base64url. Only its hash is stored.</summary>
static class SessionToken
{
    const int Size = 32;

    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Size));

    /// <summary>As random as the token, so the hash needs no salt and can be searched for.</summary>
    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
