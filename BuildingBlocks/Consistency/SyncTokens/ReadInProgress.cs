namespace DbPerService.Consistency;

/// <summary>A read that carries a token, and what the reads that it causes in other services have answered.</summary>
sealed class ReadInProgress(string token, TimeSpan wait, TimeProvider time)
{
    static readonly AsyncLocal<ReadInProgress?> Ambient = new();

    readonly long _began = time.GetTimestamp();
    volatile bool _isPending;

    public static ReadInProgress? Current => Ambient.Value;

    public string Token => token;

    /// <summary>What is left of the wait.</summary>
    public TimeSpan Remaining => wait - time.GetElapsedTime(_began) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    public bool IsPending => _isPending;

    public static ReadInProgress Begin(string token, TimeSpan wait, TimeProvider time) => Ambient.Value = new ReadInProgress(token, wait, time);

    public void IsNotApplied() => _isPending = true;
}
