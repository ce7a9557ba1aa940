using Microsoft.Extensions.Logging;

namespace DbPerService.Messaging;

static partial class MessagingLog
{
    [LoggerMessage(1, LogLevel.Information, "The relay of {Outbox} publishes.")]
    public static partial void RelayActive(this ILogger logger, string outbox);

    [LoggerMessage(2, LogLevel.Information, "The relay of {Outbox} stands by: another instance publishes.")]
    public static partial void RelayStandsBy(this ILogger logger, string outbox);

    [LoggerMessage(3, LogLevel.Warning, "The relay of {Outbox} was interrupted; it restarts where confirmation ended: {Reason}")]
    public static partial void RelayInterrupted(this ILogger logger, string outbox, string reason, Exception? exception);

    [LoggerMessage(4, LogLevel.Information, "Group {Group}: {Count} partitions assigned.")]
    public static partial void PartitionsAssigned(this ILogger logger, string group, int count);

    [LoggerMessage(5, LogLevel.Information, "Group {Group}: {Count} partitions revoked.")]
    public static partial void PartitionsRevoked(this ILogger logger, string group, int count);

    [LoggerMessage(6, LogLevel.Warning, "The consumer of {Group} was interrupted and restarts: {Reason}")]
    public static partial void ConsumerInterrupted(this ILogger logger, string group, string reason, Exception? exception);

    [LoggerMessage(7, LogLevel.Warning, "{Service}: event processing paused; retrying: {Reason}")]
    public static partial void ApplyingWaits(this ILogger logger, string service, string reason, Exception? exception);

    [LoggerMessage(8, LogLevel.Information, "{Service}: event processing resumed.")]
    public static partial void ApplyingGoesOn(this ILogger logger, string service);

    [LoggerMessage(9, LogLevel.Error, "{Type} of key {Key} from {Topic}[{Partition}]@{Offset} is a dead letter ({Reason}): {Detail}")]
    public static partial void DeadLettered(
        this ILogger logger, string type, string key, string topic, int partition, long offset, DeadLetterReason reason, string detail);

    [LoggerMessage(10, LogLevel.Warning, "Kafka {Code}: {Reason}")]
    public static partial void KafkaError(this ILogger logger, string code, string reason);

    [LoggerMessage(11, LogLevel.Information, "Waiting for the topics {Topics}.")]
    public static partial void TopicsAwaited(this ILogger logger, string topics);

    [LoggerMessage(12, LogLevel.Warning, "The subscribers' lag cannot be measured at the moment: {Reason}")]
    public static partial void SubscriberLagUnknown(this ILogger logger, string reason, Exception? exception);

    [LoggerMessage(13, LogLevel.Information, "Redrove {Count} dead letters from {Topic}; {Failed} failed again.")]
    public static partial void Redriven(this ILogger logger, int count, string topic, int failed);

    [LoggerMessage(14, LogLevel.Warning, "The outbox's progress cannot be measured at the moment: {Reason}")]
    public static partial void OutboxProgressUnknown(this ILogger logger, string reason, Exception? exception);

    [LoggerMessage(15, LogLevel.Warning, "The number of dead letters is unknown at the moment: {Reason}")]
    public static partial void DeadLettersUnknown(this ILogger logger, string reason, Exception? exception);

    [LoggerMessage(20, LogLevel.Warning, "{Service}: the database is still unavailable; left the consumer group until it responds.")]
    public static partial void GroupLeft(this ILogger logger, string service);

    [LoggerMessage(21, LogLevel.Error, "The relay of {Outbox} cannot publish until an operator fixes this: {Reason}")]
    public static partial void RelayBlocked(this ILogger logger, string outbox, string reason);
}
