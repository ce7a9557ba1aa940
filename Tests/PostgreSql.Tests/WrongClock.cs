namespace DbPerService.Tests.PostgreSql;

/// <summary>A wall clock that is wrong, and a monotonic one that can be put forward.</summary>
sealed class WrongClock(TimeSpan error) : TimeProvider
{
    long _passed;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + error;

    public override long GetTimestamp() => System.GetTimestamp() + Interlocked.Read(ref _passed);

    public void Pass(TimeSpan time) => Interlocked.Add(ref _passed, (long)(time.TotalSeconds * TimestampFrequency));
}
