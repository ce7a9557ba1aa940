using DbPerService.Messaging;

namespace DbPerService.Tests.Unit.Messaging;

public sealed class RedriveScheduleTests
{
    readonly StoppedClock _clock = new();

    [Fact]
    public void Redrives_back_off_from_1_to_60_seconds_and_stop_after_some_ten_minutes()
    {
        var schedule = new RedriveSchedule(_clock);
        var letter = new DeadLetter(
            Guid.NewGuid(), 1, "things", "a", "Opened", "test", default, 0, new DeadLetterCause(DeadLetterReason.NotYetVisible, ""), 0, 0,
            default, 0, 0, null);
        var redrives = new List<int>();

        for (var second = 0; second < 3600; second++, _clock.Advance(TimeSpan.FromSeconds(1)))
        {
            if (schedule.IsDue(letter))
            {
                redrives.Add(second);
                letter = letter with { Redrives = letter.Redrives + 1 };
            }

            schedule.Forget();
        }

        // Each delay begins when the previous redrive has been seen to fail, one check later.
        Assert.Equal([1, 4, 9, 18, 35, 68, 129], redrives.Take(7));
        Assert.Equal(15, redrives.Count);
        Assert.InRange(redrives[^1], 500, 700);
    }

    sealed class StoppedClock : TimeProvider
    {
        long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Advance(TimeSpan time) => _now += time.Ticks;
    }
}
