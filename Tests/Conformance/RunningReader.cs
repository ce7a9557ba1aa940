using System.Threading.Channels;
using DbPerService.Messaging;

namespace DbPerService.Tests.Conformance;

/// <summary>A reader as used by the relay: it keeps reading while what it returned is confirmed.</summary>
public sealed class RunningReader : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly CancellationTokenSource _stop = new();
    readonly Channel<OutboxMessage> _given = Channel.CreateUnbounded<OutboxMessage>();
    readonly IOutboxReader _reader;
    readonly Task _reading;

    RunningReader(IOutboxReader reader)
    {
        _reader = reader;
        _reading = RunAsync();
    }

    /// <summary>Becomes the outbox's reader. A reader that has just ended may keep its lease for a moment.</summary>
    public static Task<RunningReader> OpenAsync(IOutboxSource source) => Testing.Eventually.Is<RunningReader>(
        async () =>
        {
            try
            {
                return new RunningReader(await source.OpenAsync(TestContext.Current.CancellationToken));
            }
            catch (OutboxBusyException)
            {
                return null;
            }
        },
        TestContext.Current.CancellationToken);

    /// <summary>The next events.</summary>
    public async Task<List<OutboxMessage>> TakeAsync(int count, TimeSpan? within = null)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(within ?? Patience);
        var events = new List<OutboxMessage>();
        try
        {
            while (events.Count < count)
            {
                events.Add(await _given.Reader.ReadAsync(limit.Token));
            }
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            Assert.Fail($"Only {events.Count} of {count} events came.");
        }

        return events;
    }

    public bool IsLeader => _reader.IsLeader;

    public void Confirm(long count) => _reader.Confirm(count);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading;
        await _reader.DisposeAsync();
        _stop.Dispose();
    }

    async Task RunAsync()
    {
        try
        {
            await foreach (var @event in _reader.ReadAsync(_stop.Token))
            {
                await _given.Writer.WriteAsync(@event);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            _given.Writer.Complete();
        }
        catch (Exception exception)
        {
            _given.Writer.Complete(exception);
        }
    }
}
