namespace DbPerService.Tests.PostgreSql;

/// <summary>A wrong wall clock, and a monotonic clock that can be advanced.</summary>
sealed class WrongClock(TimeSpan error) : TimeProvider
{
    long _passed;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + error;

    public override long GetTimestamp() => System.GetTimestamp() + Interlocked.Read(ref _passed);

    public void Pass(TimeSpan time) => Interlocked.Add(ref _passed, (long)(time.TotalSeconds * TimestampFrequency));
}
