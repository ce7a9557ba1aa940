namespace DbPerService.Messaging;

/// <summary>
/// What happens to an event that is delivered again after its effects were committed: after a crash between the commit and the offset,
/// when a partition moves to another instance, when a broker or a database is restored. It depends on the database kind.
/// </summary>
public enum Redelivery
{
    /// <summary>
    /// An inbox, written in one transaction with the effects, leaves the event out: the handler does not receive it again while the inbox
    /// keeps its id. PostgreSQL, also with Entity Framework Core.
    /// </summary>
    LeftOut,

    /// <summary>
    /// There is no inbox: the handler receives the event again and must be idempotent by the aggregate's key or version: change nothing and
    /// publish the same reply. Redis and MongoDB.
    /// </summary>
    HandledAgain,
}
