namespace DbPerService.Databases;

/// <summary>A database server as one login of a service sees it: whether it can be used, and what a failure means.</summary>
public interface IDatabaseServer
{
    /// <summary>The name of the login's connection string.</summary>
    string Setting { get; }

    /// <summary>What it is and where, without a password: <c>PostgreSQL at 127.0.0.1:5432</c>.</summary>
    string Name { get; }

    /// <summary>Makes the cheapest request that shows whether the login can use the server.</summary>
    /// <exception cref="Exception">It cannot; <see cref="Problem"/> and <see cref="IsTransient"/> say what that means.</exception>
    Task PingAsync(CancellationToken cancellationToken);

    /// <summary>What an operator has to mend, since waiting would not help; null when it is not that kind of failure.</summary>
    ServerProblem? Problem(Exception exception);

    /// <summary>Whether the failure may pass by itself. Asked when <see cref="Problem"/> has no answer.</summary>
    bool IsTransient(Exception exception);

    /// <summary>Why a request failed, in a few words and one line, for logs.</summary>
    string Reason(Exception exception);
}

/// <summary>What an operator has to mend, as the rest of a sentence that begins with the server's name.</summary>
/// <param name="Words">In words of our own, which anyone may read: <c>refuses the login: user or password is wrong</c>.</param>
/// <param name="Detail">What the server or the driver says about it, for logs only.</param>
public sealed record ServerProblem(string Words, string? Detail = null)
{
    /// <summary>The whole sentence, for logs.</summary>
    public override string ToString() => Detail is null ? Words + "." : $"{Words}: {Detail}";
}
