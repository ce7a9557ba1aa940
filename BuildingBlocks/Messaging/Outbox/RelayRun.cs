using Confluent.Kafka;

namespace DbPerService.Messaging;

/// <summary>The deliveries during one reader's life: what is in flight, what may be confirmed, what failed.</summary>
/// <remarks>
/// The producer lets events expire after the delivery time-out, so that an instance that was frozen sends nothing that it had queued. But it
/// continues with younger events behind an expired one, which would then be published first. So a run ends at half that time, before any event
/// can expire, and accepts no more events while the oldest has waited for longer than a second: those in the queue expire together.
/// </remarks>
sealed class RelayRun : IDisposable
{
    static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan LongestSpread = TimeSpan.FromSeconds(1);

    readonly IOutboxReader _reader;
    readonly RelayStatus _status;
    readonly CancellationTokenSource _session;
    readonly TimeProvider _time;
    readonly TimeSpan _limit;
    readonly DeliveryWatermark _watermark = new();
    readonly SemaphoreSlim _room;
    readonly ITimer _watch;

    public RelayRun(IOutboxReader reader, MessagingOptions options, RelayStatus status, CancellationTokenSource session, TimeProvider time)
    {
        (_reader, _status, _session, _time) = (reader, status, session, time);
        _limit = options.Kafka.DeliveryTimeout / 2;
        _room = new SemaphoreSlim(options.MaxInFlight, options.MaxInFlight);
        _watch = time.CreateTimer(_ => FailIfUnacknowledged(), null, Tick, Tick);
    }

    /// <summary>The first failure, or null.</summary>
    public Exception? Failure { get; private set; }

    TimeSpan OldestAge => _watermark.Oldest is { } begun ? _time.GetElapsedTime(begun) : TimeSpan.Zero;

    /// <summary>Waits until another event may be in flight.</summary>
    public async ValueTask RoomAsync(CancellationToken cancellationToken)
    {
        while (OldestAge > LongestSpread)
        {
            await Task.Delay(Tick, _time, cancellationToken);
        }

        if (!_room.Wait(0, CancellationToken.None))
        {
            await _room.WaitAsync(cancellationToken);
        }
    }

    public long Begin() => _watermark.Begin(_time.GetTimestamp());

    /// <inheritdoc />
    public void Dispose()
    {
        _watch.Dispose();
        _room.Dispose();
    }

    public void Delivered(long number, OutboxMessage @event, DeliveryReport<byte[], byte[]> report)
    {
        _room.Release();
        if (report.Error.IsError || report.Status != PersistenceStatus.Persisted)
        {
            // "Possibly persisted" is not persisted: the event is read and sent again, and subscribers drop the duplicate.
            Fail(Blocked(@event, report.Error) ?? (Exception)new KafkaException(report.Error));
            return;
        }

        if (Failure is null)
        {
            _reader.Confirm(_watermark.Complete(number));
            _status.Published(@event);
        }
    }

    /// <summary>The failure that no retry fixes, or null. The event stays: the relay must not decide to drop it.</summary>
    public static RelayBlockedException? Blocked(OutboxMessage @event, Error error) => error.Code switch
    {
        ErrorCode.MsgSizeTooLarge or ErrorCode.InvalidMsgSize or ErrorCode.RecordListTooLarge => new RelayBlockedException(
            $"Event {@event.Id} for the topic '{@event.Topic}' is larger than the broker accepts: raise the topic's max.message.bytes, " +
            "and Messaging:Kafka:Client:message.max.bytes."),
        ErrorCode.TopicAuthorizationFailed => new RelayBlockedException($"The broker does not let this service write to the topic '{@event.Topic}'."),
        _ => null,
    };

    public void Fail(Exception failure)
    {
        Failure ??= failure;
        try
        {
            _session.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The session has already ended.
        }
    }

    void FailIfUnacknowledged()
    {
        if (OldestAge > _limit)
        {
            Fail(new KafkaException(new Error(ErrorCode.Local_MsgTimedOut, "the broker acknowledges nothing")));
        }
    }
}
