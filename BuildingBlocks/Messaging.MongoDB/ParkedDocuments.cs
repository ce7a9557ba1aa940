using MongoDB.Bson;
using MongoDB.Driver;

namespace DbPerService.Messaging.MongoDB;

/// <summary>
/// The parked events, a document each, with its announcement as its outbox. The document's id is the event's, so that an event delivered
/// again is not parked twice; redriven, it stays for a while with the time.
/// </summary>
static class ParkedDocuments
{
    const string OfKey = "of";
    const string Waiting = "waiting";
    const string Partition = "partition";
    const string Offset = "offset";
    const string RedrivenAt = "redrivenAt";

    const int IndexNotFound = 27;
    const int IndexOptionsConflict = 85;
    const int IndexKeySpecsConflict = 86;

    static readonly FilterDefinitionBuilder<BsonDocument> Filter = Builders<BsonDocument>.Filter;

    public static string Of(string topic, string key) => $"{topic}:{key}";

    public static async Task CreateIndexesAsync(
        MongoConnection connection, MongoMessagingOptions options, CancellationToken cancellationToken)
    {
        var keys = Builders<BsonDocument>.IndexKeys;
        await connection[Names.Parked].Indexes.CreateOneAsync(
            new CreateIndexModel<BsonDocument>(
                keys.Ascending(OfKey).Ascending(Offset),
                new CreateIndexOptions<BsonDocument> { PartialFilterExpression = Filter.Eq(Waiting, true) }),
            cancellationToken: cancellationToken);
        await ForgetAsync(connection[Names.Parked], options.RedrivenRetention, cancellationToken);
    }

    /// <summary>Which keys among the messages' wait behind a parked event.</summary>
    public static async Task<HashSet<string>> KeysAmongAsync(
        MongoConnection connection, IReadOnlyList<ConsumedMessage> messages, CancellationToken cancellationToken)
    {
        if (await connection[Names.Parked].Find(Filter.Eq(Waiting, true)).Limit(1).FirstOrDefaultAsync(cancellationToken) is null)
        {
            return [];
        }

        var found = await connection[Names.Parked]
            .Find(Filter.Eq(Waiting, true) & Filter.In(OfKey, messages.Select(message => Of(message.Topic, message.Key)).Distinct()))
            .Project(Builders<BsonDocument>.Projection.Include(OfKey))
            .ToListAsync(cancellationToken);
        return [.. found.Select(document => document[OfKey].AsString)];
    }

    public static async Task<bool> AddAsync(
        MongoConnection connection, ConsumedMessage message, string reason, bool behind, OutgoingEvent announcement, string at,
        CancellationToken cancellationToken)
    {
        var stored = StoredEvent.Write(announcement, at);
        var id = message.Id.ToString();
        try
        {
            await connection[Names.Parked].InsertOneAsync(
                new BsonDocument
                {
                    { "_id", id }, { OfKey, Of(message.Topic, message.Key) }, { Waiting, true }, { Partition, message.Partition },
                    { Offset, message.Offset }, { "reason", reason }, { "parkedAt", at }, { "topic", message.Topic },
                    { "key", message.Key }, { "type", message.Type }, { "source", message.Source }, { "time", MongoTime.Write(message.Time) },
                    { "payload", new BsonBinaryData(message.Payload) }, { "traceParent", BsonValue.Create(message.TraceParent) },
                    { "traceState", BsonValue.Create(message.TraceState) }, { Names.Outbox, new BsonArray { stored } },
                    { Names.PendingSince, at }, { Names.Newest, StoredEvent.Mark(stored) },
                },
                cancellationToken: cancellationToken);
        }
        catch (MongoWriteException exception) when (exception.WriteError.Category == ServerErrorCategory.DuplicateKey)
        {
            return false;
        }

        if (behind && !await connection[Names.Parked].Find(WaitingFor(message) & Filter.Ne("_id", id)).AnyAsync(cancellationToken))
        {
            // What it was to wait for was redriven meanwhile, by somebody who may not have seen it: nobody would come back for it.
            await connection[Names.Parked].DeleteOneAsync(Filter.Eq("_id", id), cancellationToken);
            throw new MongoConflictException($"The parked events of key {message.Key} were redriven meanwhile.");
        }

        return true;
    }

    public static async Task<ConsumedMessage?> OldestAsync(
        MongoConnection connection, string topic, string key, CancellationToken cancellationToken)
    {
        var oldest = await connection[Names.Parked].Find(Filter.Eq(Waiting, true) & Filter.Eq(OfKey, Of(topic, key)))
            .Sort(Builders<BsonDocument>.Sort.Ascending(Offset)).Limit(1).FirstOrDefaultAsync(cancellationToken);
        return oldest is null ? null : Message(oldest);
    }

    public static async Task<bool> RedrivenAsync(
        MongoConnection connection, Guid id, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var result = await connection[Names.Parked].UpdateOneAsync(
            Filter.Eq("_id", id.ToString()) & Filter.Eq(Waiting, true),
            Builders<BsonDocument>.Update.Unset(Waiting).Set(RedrivenAt, at.UtcDateTime),
            cancellationToken: cancellationToken);
        return result.MatchedCount == 1 ? true : throw new MongoConflictException("The event was redriven by somebody else.");
    }

    public static async Task<IReadOnlyList<ParkedEvent>> ListAsync(
        MongoConnection connection, int limit, CancellationToken cancellationToken)
    {
        var documents = await connection[Names.Parked].Find(Filter.Eq(Waiting, true))
            .Sort(Builders<BsonDocument>.Sort.Ascending("parkedAt").Ascending(Offset)).Limit(limit).ToListAsync(cancellationToken);
        return documents.ConvertAll(document =>
        {
            var message = Message(document);
            return new ParkedEvent(
                message.Topic, message.Key, message.Id, message.Type, message.Source, message.Time, document["reason"].AsString,
                message.Partition, message.Offset, MongoTime.Read(document["parkedAt"]));
        });
    }

    /// <summary>Lets the server remove what was redriven this long ago.</summary>
    static async Task ForgetAsync(IMongoCollection<BsonDocument> parked, TimeSpan after, CancellationToken cancellationToken)
    {
        var index = new CreateIndexModel<BsonDocument>(
            Builders<BsonDocument>.IndexKeys.Ascending(RedrivenAt), new CreateIndexOptions { ExpireAfter = after });
        while (true)
        {
            try
            {
                await parked.Indexes.CreateOneAsync(index, cancellationToken: cancellationToken);
                return;
            }
            catch (MongoCommandException exception) when (exception.Code is IndexOptionsConflict or IndexKeySpecsConflict)
            {
                // It is there with another time, from a run with another setting. The role readWrite may make it anew, not change it.
                await DropAsync(parked, RedrivenAt, cancellationToken);
            }
        }
    }

    static async Task DropAsync(IMongoCollection<BsonDocument> collection, string indexed, CancellationToken cancellationToken)
    {
        try
        {
            await collection.Database.RunCommandAsync<BsonDocument>(
                new BsonDocument
                {
                    { "dropIndexes", collection.CollectionNamespace.CollectionName }, { "index", new BsonDocument(indexed, 1) },
                },
                cancellationToken: cancellationToken);
        }
        catch (MongoCommandException exception) when (exception.Code == IndexNotFound)
        {
            // Another instance was faster.
        }
    }

    static FilterDefinition<BsonDocument> WaitingFor(ConsumedMessage message) =>
        Filter.Eq(Waiting, true) & Filter.Eq(OfKey, Of(message.Topic, message.Key)) & Filter.Lte(Offset, message.Offset);

    static ConsumedMessage Message(BsonDocument document) => new(
        document["topic"].AsString, document[Partition].AsInt32, document[Offset].AsInt64, document["key"].AsString,
        Guid.Parse(document["_id"].AsString), document["type"].AsString, document["source"].AsString, MongoTime.Read(document["time"]),
        document["payload"].AsBsonBinaryData.Bytes, Text(document["traceParent"]), Text(document["traceState"]));

    static string? Text(BsonValue value) => value.IsBsonNull ? null : value.AsString;
}

sealed class MongoParkedEvents(MongoConnection connection) : IParkedEvents
{
    public Task<IReadOnlyList<ParkedEvent>> ListAsync(int limit, CancellationToken cancellationToken) =>
        connection.CallAsync(_ => ParkedDocuments.ListAsync(connection, limit, cancellationToken));
}
