using DbPerService.MongoDB;
using DbPerService.OrderHistory.Domain;
using MongoDB.Bson;
using MongoDB.Driver;

namespace DbPerService.OrderHistory.Data.Mongo;

/// <summary>
/// The documents of the view and their ids: the key, then the generation, so that the generations of a key are neighbours. The fields
/// beside <c>document</c> are what lists and totals search by.
/// </summary>
static class ViewDocuments
{
    public const string Entries = "entries";
    public const string Subjects = "subjects";
    public const string View = "view";

    public const string Generation = "state.generation";
    public const string UserId = "state.userId";
    public const string PlacedAt = "state.placedAt";
    public const string OrderId = "state.orderId";
    public const string Status = "state.status";

    public static readonly IndexKeysDefinition<BsonDocument> ByUser = Builders<BsonDocument>.IndexKeys
        .Ascending(Generation).Ascending(UserId).Descending(PlacedAt).Descending(OrderId);

    public static string IdOf(Guid orderId, long generation) => $"{orderId}:{generation}";

    // Escaped, so that a key is never the beginning of another one.
    public static string IdOf(SubjectKey key, long generation) => $"{key.Kind}:{Uri.EscapeDataString(key.Id)}:{generation}";

    public static BsonDocument Write(HistoryEntry entry, long generation)
    {
        var state = new BsonDocument
        {
            { "generation", generation },
            { "orderId", entry.OrderId.ToString() },
            { "status", entry.Status.ToString() },
            { "document", JsonBson.Read(HistoryDocument.Write(entry)) },
        };
        if (entry.Placed is { } placed)
        {
            state.Add("userId", placed.UserId);
            state.Add("placedAt", MongoTime.Write(placed.At));
        }

        return state;
    }

    public static BsonDocument Write(Subject subject, long generation) => new()
    {
        { "generation", generation }, { "document", JsonBson.Read(HistoryDocument.Write(subject)) },
    };

    public static HistoryEntry ReadEntry(BsonDocument state) => HistoryDocument.ReadEntry(JsonBson.Write(state["document"]));

    public static Subject ReadSubject(BsonDocument state) => HistoryDocument.ReadSubject(JsonBson.Write(state["document"]));

    public static GenerationRow<T> ReadRow<T>(BsonDocument stored, Func<BsonDocument, T> read) where T : class
    {
        var id = stored["_id"].AsString;
        var state = stored["state"].AsBsonDocument;
        return new(id, id[..id.LastIndexOf(':')], state["generation"].ToInt64(), read(state));
    }
}
