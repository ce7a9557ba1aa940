using Microsoft.Extensions.Logging;

namespace DbPerService.Messaging.PostgreSql;

static partial class OutboxLog
{
    [LoggerMessage(101, LogLevel.Warning, "The replication slot {Slot} was invalidated. What it had not confirmed is read from the table.")]
    public static partial void SlotInvalidated(this ILogger logger, string slot);

    [LoggerMessage(102, LogLevel.Information, "Created the replication slot {Slot}; events from transaction {Xid} on are read from the table.")]
    public static partial void SlotMade(this ILogger logger, string slot, long xid);

    [LoggerMessage(103, LogLevel.Warning, "Maintenance of the outbox and inbox partitions failed; retrying in {Interval}: {Reason}")]
    public static partial void MaintenanceFailed(this ILogger logger, TimeSpan interval, string reason, Exception? exception);

    [LoggerMessage(110, LogLevel.Warning, "{Count} outbox partitions past retention are kept: not all of their events are in the broker.")]
    public static partial void RetentionHeldBack(this ILogger logger, int count);

    [LoggerMessage(111, LogLevel.Warning, "The database was restored from a dump: the whole outbox is published again.")]
    public static partial void RestoreFound(this ILogger logger);
}
