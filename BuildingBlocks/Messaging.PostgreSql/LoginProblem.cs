using Npgsql;

namespace DbPerService.Messaging.PostgreSql;

/// <summary>Says in one line what is wrong with a login, where waiting would not help.</summary>
static class LoginProblem
{
    /// <returns>A message that begins with the setting's name; null when it is not the login's fault.</returns>
    public static string? Of(string setting, NpgsqlConnectionStringBuilder login, Exception exception) =>
        (exception as PostgresException ?? exception.InnerException as PostgresException) is { } refusal && Reason(refusal) is { } reason
            ? $"ConnectionStrings:{setting}: PostgreSQL at {Server(login)} {reason}"
            : null;

    public static string Server(NpgsqlConnectionStringBuilder login) => $"{login.Host}:{login.Port}";

    static string? Reason(PostgresException refusal) => refusal.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword => "refuses the login: user or password is wrong.",
        PostgresErrorCodes.InvalidAuthorizationSpecification => $"refuses the login: {refusal.MessageText}.",
        PostgresErrorCodes.InsufficientPrivilege => $"lets this login in, but not do what the service needs: {refusal.MessageText}.",
        PostgresErrorCodes.InvalidCatalogName => $"is not prepared: {refusal.MessageText}. Run the service with 'migrate' first.",
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName =>
            $"is not prepared: {refusal.MessageText}. Run the service with 'migrate' first.",
        _ => null,
    };
}
