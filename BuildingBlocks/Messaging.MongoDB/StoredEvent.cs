using MongoDB.Bson;

namespace DbPerService.Messaging.MongoDB;

/// <summary>An event in the array of its document.</summary>
static class StoredEvent
{
    const string Id = "id";
    const string At = "at";

    public static BsonDocument Write(OutboxMessage e, string at)
    {
        var stored = new BsonDocument
        {
            { Id, e.Id.ToString() }, { At, at }, { "topic", e.Topic }, { "key", e.Key }, { "type", e.Type }, { "payload", e.Payload },
        };
        stored.Add("traceParent", e.TraceParent, e.TraceParent is not null);
        stored.Add("traceState", e.TraceState, e.TraceState is not null);
        return stored;
    }

    public static OutboxMessage Read(BsonDocument stored) => new(
        IdOf(stored), stored["topic"].AsString, stored["key"].AsString, stored["type"].AsString, stored["payload"].AsString,
        Text(stored, "traceParent"), Text(stored, "traceState"))
    {
        CommittedAt = MongoTime.Read(stored[At]),
    };

    public static Guid IdOf(BsonDocument stored) => Guid.Parse(stored[Id].AsString);

    /// <summary>What remains of the newest event after it has left the array.</summary>
    public static BsonDocument Mark(BsonDocument stored) => new() { { Id, stored[Id] }, { At, stored[At] } };

    public static EventMark ReadMark(BsonDocument mark) => new(IdOf(mark), MongoTime.Read(mark[At]));

    static string? Text(BsonDocument stored, string name) => stored.TryGetValue(name, out var value) ? value.AsString : null;
}
