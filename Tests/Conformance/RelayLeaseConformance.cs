using System.Diagnostics;
using DbPerService.Messaging;
using Microsoft.Extensions.DependencyInjection;

namespace DbPerService.Tests.Conformance;

/// <summary>What holds where a lease makes the relay's leader, on databases that end no session of a process that has vanished.</summary>
public abstract class RelayLeaseConformance : ConformanceSuite
{
    /// <summary>An instance with a clock of its own.</summary>
    protected abstract IServiceProvider NewInstance(TimeProvider time);

    /// <summary>Commits an event in a unit of work.</summary>
    protected abstract Task CommitAsync(IServiceProvider instance, TestEvent happened);

    [Fact]
    public async Task A_dead_relay_is_replaced_within_three_seconds()
    {
        var died = await SourceOf(NewInstance()).OpenAsync(Cancelled);
        var started = Stopwatch.GetTimestamp();

        await using var next = await RunningReader.OpenAsync(SourceOf(NewInstance()));

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3));
        GC.KeepAlive(died);
    }

    [Fact]
    public async Task An_idle_relay_keeps_its_lease()
    {
        await using var reader = await RunningReader.OpenAsync(SourceOf(NewInstance()));
        var standby = SourceOf(NewInstance());
        // A stand-by that does not look in between could not see the lease stand still.
        for (var time = 0; time < 8; time++)
        {
            await Assert.ThrowsAsync<OutboxBusyException>(() => standby.OpenAsync(Cancelled));
            await Task.Delay(TimeSpan.FromMilliseconds(500), Cancelled);
        }
    }

    [Fact]
    public async Task A_relay_frozen_beyond_its_lease_confirms_nothing_when_it_wakes_up()
    {
        var other = SourceOf(NewInstance());
        var time = new FreezableTime();
        var frozen = NewInstance(time);
        await CommitAsync(frozen, new("a", 1));
        await using (var reader = await RunningReader.OpenAsync(SourceOf(frozen)))
        {
            await reader.TakeAsync(1);
            time.Freeze();
            await using (await RunningReader.OpenAsync(other))
            {
                Assert.False(reader.IsLeader);
                reader.Confirm(1);
                time.Thaw();
                await Assert.ThrowsAnyAsync<Exception>(() => reader.TakeAsync(1));
            }
        }

        await using var next = await RunningReader.OpenAsync(other);
        Assert.Single(await next.TakeAsync(1));
    }

    static IOutboxSource SourceOf(IServiceProvider instance) => instance.GetRequiredService<IOutboxSource>();
}
