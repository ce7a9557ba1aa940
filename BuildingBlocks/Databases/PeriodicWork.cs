namespace DbPerService.Databases;

/// <summary>Work that a service repeats for as long as it runs, whatever fails in between.</summary>
/// <param name="interval">From the end of a run to the beginning of the next.</param>
/// <param name="time">What waits.</param>
public sealed class PeriodicWork(TimeSpan interval, TimeProvider time)
{
    /// <summary>From the start to the first run.</summary>
    public TimeSpan FirstAfter { get; init; }

    /// <summary>From the end of a failed run to the beginning of the next; null for the same as after one that has succeeded.</summary>
    public TimeSpan? RetryInterval { get; init; }

    /// <summary>Runs the work, waits, and so on until the service stops; then returns, also if the stop makes a run fail.</summary>
    /// <param name="work">One run.</param>
    /// <param name="report">Receives a failure; one with the same message is not reported again until a run has succeeded.</param>
    /// <param name="stoppingToken">The service's stop.</param>
    public async Task RunAsync(Func<CancellationToken, Task> work, Action<Exception> report, CancellationToken stoppingToken)
    {
        var reported = new HashSet<string>();
        await Task.Delay(FirstAfter, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = interval;
            try
            {
                await work(stoppingToken);
                reported.Clear();
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                wait = RetryInterval ?? interval;
                if (reported.Add(failure.Message))
                {
                    report(failure);
                }
            }

            await Task.Delay(wait, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
