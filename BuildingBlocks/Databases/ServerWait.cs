using Microsoft.Extensions.Logging;

namespace DbPerService.Databases;

/// <summary>Waits for a server that may still come.</summary>
public static class ServerWait
{
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Repeats the attempt, with pauses that grow to a second, as long as it fails for a reason that may pass; logs each reason once.
    /// </summary>
    /// <param name="server">The server, which tells its failures apart.</param>
    /// <param name="attempt">What has to succeed.</param>
    /// <param name="time">The clock of the delays.</param>
    /// <param name="logger">Gets a line when there is something to wait for.</param>
    /// <param name="limit">The longest time to go on; null for no limit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">
    /// An operator has to mend something, or the limit has passed; the message begins with the connection string's name.
    /// </exception>
    /// <exception cref="Exception">Whatever else the attempt fails with.</exception>
    public static async Task UntilAsync(
        this IDatabaseServer server, Func<CancellationToken, Task> attempt, TimeProvider time, ILogger logger, TimeSpan? limit,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(attempt);
        ArgumentNullException.ThrowIfNull(time);
        var started = time.GetTimestamp();
        var backoff = new Backoff(LongestPause, time);
        var reported = "";
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await attempt(cancellationToken);
                return;
            }
            catch (Exception exception) when (exception is not InvalidOperationException && !cancellationToken.IsCancellationRequested)
            {
                if (server.Problem(exception) is { } problem)
                {
                    throw new InvalidOperationException($"ConnectionStrings:{server.Setting}: {server.Name} {problem}", exception);
                }

                if (!server.IsTransient(exception))
                {
                    throw;
                }

                var reason = server.Reason(exception);
                if (time.GetElapsedTime(started) > limit)
                {
                    throw new InvalidOperationException(
                        $"ConnectionStrings:{server.Setting}: {server.Name} did not become available within {limit.Value.TotalSeconds:0} s: {reason}",
                        exception);
                }

                if (reported != reason)
                {
                    logger.WaitingForServer(server.Setting, server.Name, reason);
                    reported = reason;
                }
            }

            await backoff.WaitAsync(cancellationToken);
        }
    }
}
