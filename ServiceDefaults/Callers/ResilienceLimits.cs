namespace DbPerService.ServiceDefaults;

/// <summary>How long a caller waits for another service, and when it stops calling it.</summary>
public sealed record ResilienceLimits
{
    /// <summary>The longest time of a call, with its retries.</summary>
    /// <value>The default is one second.</value>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest time of one attempt, until the body has arrived.</summary>
    /// <value>The default is 300 milliseconds.</value>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How often a failed attempt is repeated.</summary>
    /// <value>The default is 2.</value>
    public int Retries { get; init; } = 2;

    /// <summary>The delay before the first retry, without jitter; it doubles with each.</summary>
    /// <value>The default is 30 milliseconds.</value>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(30);

    /// <summary>With so many attempts within ten seconds of which half fail, the service is not called for a while.</summary>
    /// <value>The default is 10.</value>
    public int BreakAfter { get; init; } = 10;

    /// <summary>How long it is not called; then one attempt decides.</summary>
    /// <value>The default is 5 seconds.</value>
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromSeconds(5);
}
