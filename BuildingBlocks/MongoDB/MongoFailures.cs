using System.Data.Common;
using System.Net.Sockets;
using MongoDB.Driver;

namespace DbPerService.MongoDB;

/// <summary>Tells an unavailable server, or a document changed by another unit of work, from an invalid command.</summary>
public static class MongoFailures
{
    // https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml
    const int Unauthorized = 13;
    const int AuthenticationFailed = 18;
    const int DuplicateKeyCode = 11000;

    // Shutdowns, elections and time limits.
    static readonly HashSet<int> Passing =
        [6, 7, 50, 64, 89, 91, 112, 134, 189, 262, 9001, 10058, 10107, 11600, 11602, 13388, 13435, 13436];

    /// <summary>Whether repeating the unit of work may help.</summary>
    public static bool IsTransient(Exception exception) => exception switch
    {
        // A server that becomes unavailable during a login has not refused it.
        MongoAuthenticationException => exception.InnerException is { } inner && IsTransient(inner),
        MongoConnectionException or MongoConnectionPoolPausedException or MongoWaitQueueFullException => true,
        MongoAwayException or MongoConflictException => true,
        MongoWriteConcernException or MongoExecutionTimeoutException or MongoCursorNotFoundException => true,
        MongoBulkWriteException bulk => bulk.WriteConcernError is not null || bulk.WriteErrors.Any(error => Passing.Contains(error.Code)),
        MongoWriteException write => write.WriteConcernError is not null || Passing.Contains(write.WriteError.Code),
        MongoCommandException command => Passing.Contains(command.Code),
        TimeoutException or SocketException or IOException => LoginProblem(exception) is null,
        { InnerException: { } inner } => IsTransient(inner),
        _ => false,
    };

    /// <summary>
    /// Whether the database is unusable at the moment: it is unavailable, or an operator has to correct the login first. Neither is the
    /// fault of the unit of work, which waits.
    /// </summary>
    public static bool IsAway(Exception exception) => IsTransient(exception) || LoginProblem(exception) is not null;

    internal static bool IsDuplicate(MongoBulkWriteException exception) =>
        exception.WriteErrors.Any(error => error.Code == DuplicateKeyCode || error.Category == ServerErrorCategory.DuplicateKey);

    internal static bool IsDuplicate(MongoCommandException exception) => exception.Code == DuplicateKeyCode;

    /// <summary>A problem that needs an operator, or null.</summary>
    /// <param name="exception">The exception of the driver.</param>
    /// <param name="withLogin">Whether the connection string has a login.</param>
    internal static string? LoginProblem(Exception exception, bool withLogin = true) =>
        FindLoginProblem(exception, withLogin) is (var words, var quote) ? quote is null ? words : $"{words}: {quote}" : null;

    static (string Words, string? Quote)? FindLoginProblem(Exception exception, bool withLogin)
    {
        const string Lacking = "accepts this login, but it lacks a right that the service needs";
        const string Refused = "refuses the login: user, password or authSource is wrong.";
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case MongoAuthenticationException when !IsTransient(cause):
                case MongoCommandException { Code: AuthenticationFailed }:
                    return (Refused, null);
                case MongoCommandException { Code: Unauthorized } when IsWithoutLogin(cause):
                    // The server logs a dropped user out of its open connections.
                    return (withLogin ? Refused : "requires a login, and the connection string has none.", null);
                case MongoCommandException { Code: Unauthorized }:
                    return (Lacking, FirstLine(cause.Message));
                case MongoBulkWriteException { WriteErrors: [{ Code: Unauthorized } error, ..] }:
                    return (Lacking, FirstLine(error.Message));
                case MongoIncompatibleDriverException:
                    return ("is too old", FirstLine(cause.Message));
                case TimeoutException when cause.Message.Contains("MongoAuthenticationException", StringComparison.Ordinal):
                    return (Refused, null);
            }
        }

        return null;
    }

    /// <summary>The same for the health check, without any text of the server or the driver, which may reveal too much.</summary>
    internal static string PublicReason(Exception exception, bool withLogin) =>
        FindLoginProblem(exception, withLogin) is (var words, var quote) ? words + (quote is null ? "" : ".")
        : IsTransient(exception) ? "does not respond."
        : "refuses the health check's command.";

    /// <summary>In a few words: a failed server selection has a page about the cluster as the driver sees it.</summary>
    internal static string Reason(Exception exception) => exception is TimeoutException or MongoConnectionPoolPausedException
        ? "does not respond."
        : $"fails: {FirstLine(exception.GetBaseException().Message)}";

    static bool IsWithoutLogin(Exception unauthorized) =>
        unauthorized.Message.Contains("requires authentication", StringComparison.OrdinalIgnoreCase);

    internal static string FirstLine(string text) => text.Split('\n')[0].Trim();
}

/// <summary>
/// The service's MongoDB is unavailable. A <see cref="DbException"/>, so that endpoints respond as with any other database.
/// </summary>
public sealed class MongoAwayException : DbException
{
    /// <inheritdoc />
    public MongoAwayException(string message, Exception? innerException = null) : base(message, innerException) { }

    /// <inheritdoc />
    public override bool IsTransient => true;
}

/// <summary>Another unit of work changed a document since this one loaded it. Repeated, this unit sees the change.</summary>
public sealed class MongoConflictException : Exception
{
    /// <inheritdoc />
    public MongoConflictException(string message, Exception? innerException = null) : base(message, innerException) { }
}
