using Confluent.Kafka;

namespace DbPerService.Messaging;

/// <summary>The deliveries during one reader's life: what is in flight, what may be confirmed, what failed.</summary>
sealed class RelayRun(IOutboxReader reader, int maxInFlight, RelayStatus status, CancellationTokenSource session) : IDisposable
{
    readonly DeliveryWatermark _watermark = new();
    readonly SemaphoreSlim _room = new(maxInFlight, maxInFlight);

    /// <summary>The first failure, or null.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Waits until another event may be in flight.</summary>
    public ValueTask RoomAsync(CancellationToken cancellationToken) =>
        _room.Wait(0, CancellationToken.None) ? ValueTask.CompletedTask : new ValueTask(_room.WaitAsync(cancellationToken));

    public long Begin() => _watermark.Begin();

    /// <inheritdoc />
    public void Dispose() => _room.Dispose();

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
            reader.Confirm(_watermark.Complete(number));
            status.Published(@event);
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
            session.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The session has already ended.
        }
    }
}
