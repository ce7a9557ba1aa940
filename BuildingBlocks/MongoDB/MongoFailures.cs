using System.Net.Sockets;
using DbPerService.Databases;
using MongoDB.Driver;

namespace DbPerService.MongoDB;

/// <summary>Tells a server that is unavailable, or a document that somebody else has just changed, from a command that is wrong.</summary>
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
        DatabaseUnavailableException or MongoConflictException => true,
        MongoWriteConcernException or MongoExecutionTimeoutException or MongoCursorNotFoundException => true,
        MongoBulkWriteException bulk => bulk.WriteConcernError is not null || bulk.WriteErrors.Any(error => Passing.Contains(error.Code)),
        MongoWriteException write => write.WriteConcernError is not null || Passing.Contains(write.WriteError.Code),
        MongoCommandException command => Passing.Contains(command.Code),
        TimeoutException or SocketException or IOException => Problem(exception) is null,
        { InnerException: { } inner } => IsTransient(inner),
        _ => false,
    };

    /// <summary>
    /// Whether the database cannot be used at the moment: it is unavailable, or a person has to see to the login first. Neither is the fault of
    /// fault of the unit of work, which waits.
    /// </summary>
    public static bool IsUnavailable(Exception exception) => IsTransient(exception) || Problem(exception) is not null;

    /// <summary>Whether a document with the same unique key exists already.</summary>
    public static bool IsDuplicate(MongoBulkWriteException exception) =>
        exception.WriteErrors.Any(error => error.Code == DuplicateKeyCode || error.Category == ServerErrorCategory.DuplicateKey);

    /// <inheritdoc cref="IsDuplicate(MongoBulkWriteException)" />
    public static bool IsDuplicate(MongoCommandException exception) => exception.Code == DuplicateKeyCode;

    /// <summary>What an operator has to mend, or null.</summary>
    /// <param name="exception">The exception of the driver.</param>
    /// <param name="withLogin">Whether the connection string has a login.</param>
    internal static ServerProblem? Problem(Exception exception, bool withLogin = true)
    {
        const string Lacking = "accepts this login, but it lacks a right that the service needs";
        const string Refused = "refuses the login: user, password or authSource is wrong";
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case MongoAuthenticationException when !IsTransient(cause):
                case MongoCommandException { Code: AuthenticationFailed }:
                    return new(Refused);
                case MongoCommandException { Code: Unauthorized } when IsWithoutLogin(cause):
                    // The server logs a dropped user out of its open connections.
                    return new(withLogin ? Refused : "requires a login, and the connection string has none");
                case MongoCommandException { Code: Unauthorized }:
                    return new(Lacking, FirstLine(cause.Message));
                case MongoBulkWriteException { WriteErrors: [{ Code: Unauthorized } error, ..] }:
                    return new(Lacking, FirstLine(error.Message));
                case MongoIncompatibleDriverException:
                    return new("is too old", FirstLine(cause.Message));
                case TimeoutException when cause.Message.Contains("MongoAuthenticationException", StringComparison.Ordinal):
                    return new(Refused);
            }
        }

        return null;
    }

    /// <summary>In a few words: a failed server selection has a page about the cluster as the driver sees it.</summary>
    internal static string Reason(Exception exception) =>
        IsSilence(exception) ? "no response" : FirstLine(exception.GetBaseException().Message);

    /// <summary>Whether nothing came, which the driver has no more to say about.</summary>
    internal static bool IsSilence(Exception exception) => exception is TimeoutException or MongoConnectionPoolPausedException;

    static bool IsWithoutLogin(Exception unauthorized) =>
        unauthorized.Message.Contains("requires authentication", StringComparison.OrdinalIgnoreCase);

    internal static string FirstLine(string text) => text.Split('\n')[0].Trim();
}

/// <summary>Another unit of work changed a document since this one loaded it. Repeated, this unit sees the change.</summary>
public sealed class MongoConflictException : Exception
{
    /// <inheritdoc />
    public MongoConflictException(string message, Exception? innerException = null) : base(message, innerException) { }
}
