using System.Data.Common;
using System.Net.Sockets;
using Confluent.Kafka;

namespace DbPerService.Messaging;

/// <summary>How a failure is logged: with its reason if a server is unavailable, otherwise with its stack trace.</summary>
static class Failure
{
    /// <summary>The messages of the exception and its inner exceptions in one line.</summary>
    public static string Reason(Exception exception)
    {
        var reasons = new List<string>();
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            var line = cause.Message.Split('\n')[0].Trim();
            if (!reasons.Exists(reason => reason.Contains(line, StringComparison.Ordinal)))
            {
                reasons.Add(line);
            }
        }

        return string.Join(": ", reasons);
    }

    /// <summary>The exception, unless it only means that a server is unavailable.</summary>
    public static Exception? Unexpected(Exception exception) => IsUnavailable(exception) ? null : exception;

    static bool IsUnavailable(Exception exception) =>
        exception is DbException { IsTransient: true } or DbException { SqlState: ['2', '8', ..] }
            or TimeoutException or KafkaException or SocketException or IOException;
}
