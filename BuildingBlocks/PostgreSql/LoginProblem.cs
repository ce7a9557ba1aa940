using System.IO;
using System.Security.Authentication;
using System.Security.Cryptography;
using Npgsql;

namespace DbPerService.PostgreSql;

/// <summary>Describes in one line what is wrong with a login, if waiting would not help.</summary>
static class LoginProblem
{
    /// <returns>A message that begins with the setting's name; null if the login is not the problem.</returns>
    public static string? Of(string setting, NpgsqlConnectionStringBuilder login, Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (Reason(cause) is { } reason)
            {
                return $"ConnectionStrings:{setting}: PostgreSQL at {Server(login)} {reason}";
            }
        }

        return null;
    }

    public static string Server(NpgsqlConnectionStringBuilder login) => $"{login.Host}:{login.Port}";

    static string? Reason(Exception cause) => cause switch
    {
        PostgresException refusal => Reason(refusal),
        AuthenticationException => $"has a certificate that this login does not trust: {cause.Message}",
        CryptographicException or FileNotFoundException or DirectoryNotFoundException =>
            $"cannot be connected to: a certificate of this login cannot be read: {cause.Message}",
        // Npgsql has no error code for this.
        NpgsqlException { InnerException: null } when cause.Message.StartsWith("SSL connection requested", StringComparison.Ordinal) =>
            "offers no TLS, which this login requires.",
        _ => null,
    };

    static string? Reason(PostgresException refusal) => refusal.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword => "refuses the login: user or password is wrong.",
        PostgresErrorCodes.InvalidAuthorizationSpecification => $"refuses the login: {refusal.MessageText}.",
        PostgresErrorCodes.InsufficientPrivilege => $"accepts this login, but it lacks a right: {refusal.MessageText}.",
        PostgresErrorCodes.InvalidCatalogName => $"is not prepared: {refusal.MessageText}. Run the service with 'migrate' first.",
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName =>
            $"is not prepared: {refusal.MessageText}. Run the service with 'migrate' first.",
        _ => null,
    };
}
