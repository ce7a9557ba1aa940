using MongoDB.Bson;
using MongoDB.Driver;

namespace DbPerService.Messaging.MongoDB;

/// <summary>A unit of work's change of one document.</summary>
sealed class DocumentChange(BsonDocument? state, long? version)
{
    bool _changed;

    /// <summary>The state that was loaded, or set since; null if there is none.</summary>
    public BsonDocument? State { get; private set; } = state;

    public List<OutboxMessage> Events { get; } = [];

    public bool IsChanged => _changed || Events.Count > 0;

    public void Set(BsonDocument to)
    {
        State = to;
        _changed = true;
    }

    /// <summary>The one write that changes the document and appends its events, provided it is still as it was loaded.</summary>
    public WriteModel<BsonDocument> ToWrite(string id, string at)
    {
        var events = Events.ConvertAll(e => StoredEvent.Write(e, at));
        return version is null ? Insert(id, at, events) : Update(id, at, events);
    }

    InsertOneModel<BsonDocument> Insert(string id, string at, List<BsonDocument> events)
    {
        var document = new BsonDocument
        {
            { "_id", id }, { Names.Version, 1L }, { Names.State, State ?? [] }, { Names.Outbox, new BsonArray(events) },
        };
        if (events.Count > 0)
        {
            document.Add(Names.PendingSince, at);
            document.Add(Names.Newest, StoredEvent.Mark(events[^1]));
        }

        return new InsertOneModel<BsonDocument>(document);
    }

    UpdateOneModel<BsonDocument> Update(string id, string at, List<BsonDocument> events)
    {
        var updates = new List<UpdateDefinition<BsonDocument>>();
        if (_changed)
        {
            updates.Add(Builders<BsonDocument>.Update.Set(Names.State, State));
            updates.Add(Builders<BsonDocument>.Update.Inc(Names.Version, 1L));
        }

        if (events.Count > 0)
        {
            updates.Add(Builders<BsonDocument>.Update.PushEach(Names.Outbox, events));
            updates.Add(Builders<BsonDocument>.Update.Set(Names.Newest, StoredEvent.Mark(events[^1])));
            // Only set if absent: the oldest pending event counts.
            updates.Add(Builders<BsonDocument>.Update.Min(Names.PendingSince, at));
        }

        return new UpdateOneModel<BsonDocument>(
            Builders<BsonDocument>.Filter.Eq("_id", id) & Builders<BsonDocument>.Filter.Eq(Names.Version, version!.Value),
            Builders<BsonDocument>.Update.Combine(updates));
    }
}
