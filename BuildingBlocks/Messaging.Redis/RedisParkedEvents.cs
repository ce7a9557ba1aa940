namespace DbPerService.Messaging.Redis;

sealed class RedisParkedEvents(RedisConnection connection) : IParkedEvents
{
    public async Task<IReadOnlyList<ParkedEvent>> ListAsync(int limit, CancellationToken cancellationToken)
    {
        var ids = await connection.CallAsync(
            database => database.SortedSetRangeByRankAsync(connection.Keys.Parked, 0, limit - 1), cancellationToken);
        var documents = await connection.CallAsync(
            database => database.HashGetAsync(connection.Keys.ParkedDocuments, ids), cancellationToken);
        // One that was redriven between the two reads has none.
        return [.. documents.Where(document => document.HasValue).Select(document => Event(ParkedDocument.Read(document)))];
    }

    static ParkedEvent Event(ParkedDocument document)
    {
        var message = document.Message;
        return new ParkedEvent(
            message.Topic, message.Key, message.Id, message.Type, message.Source, message.Time, document.Reason, message.Partition,
            message.Offset, document.ParkedAt);
    }
}
