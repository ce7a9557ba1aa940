using System.Security.Cryptography;

namespace DbPerService.Standalone.State;

/// <summary>The secret that Orders and Payments share, made with the first run. Not a login, so it is not among <see cref="Secrets"/>.</summary>
internal static class TokenKeyFile
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static string Of(StateFolder state)
    {
        if (!File.Exists(state.PaymentTokenKeyFile))
            AtomicFile.Write(state.PaymentTokenKeyFile, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), OwnerOnly);
        return File.ReadAllText(state.PaymentTokenKeyFile).Trim();
    }
}
