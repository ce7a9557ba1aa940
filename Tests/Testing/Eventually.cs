using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace DbPerService.Testing;

/// <summary>Waits for a condition, with a time-out.</summary>
public static class Eventually
{
    static readonly TimeSpan ShortPause = TimeSpan.FromMilliseconds(20);

    /// <summary>Polls until the condition holds.</summary>
    /// <exception cref="TimeoutException">It did not hold in time; the message has the condition.</exception>
    public static async Task IsTrue(
        Func<Task<bool>> condition, CancellationToken cancellationToken, TimeSpan? within = null,
        [CallerArgumentExpression(nameof(condition))] string what = "", TimeSpan? pause = null)
    {
        await Is(async () => await condition() ? (object)true : null, cancellationToken, within, what, pause);
    }

    /// <summary>Polls until there is a value.</summary>
    /// <exception cref="TimeoutException">There was none in time; the message has the expression and the last failure.</exception>
    public static async Task<T> Is<T>(
        Func<Task<T?>> value, CancellationToken cancellationToken, TimeSpan? within = null,
        [CallerArgumentExpression(nameof(value))] string what = "", TimeSpan? pause = null) where T : class
    {
        var started = Stopwatch.GetTimestamp();
        var limit = within ?? TimeSpan.FromSeconds(60);
        Exception? last = null;
        while (Stopwatch.GetElapsedTime(started) < limit)
        {
            try
            {
                if (await value() is { } found)
                {
                    return found;
                }

                last = null;
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                last = exception;
            }

            await Task.Delay(pause ?? ShortPause, cancellationToken);
        }

        throw new TimeoutException($"Not within {limit}: {what}", last);
    }
}
