using System.Globalization;
using DbPerService.Replay.Chaos;
using MongoDB.Bson;
using MongoDB.Driver;

namespace DbPerService.Replay.Checks.Records;

/// <summary>
/// The id and time of the newest event, which each document keeps: published events leave the document's array. There is no inbox.
/// </summary>
static class MongoRecords
{
    public const string Kind = "mongodb";

    const string Newest = "newestEvent";

    public static async Task<ServiceRecord> ReadAsync(AdministeredDatabase database, Guid since, CancellationToken cancellation)
    {
        using var client = new MongoClient(
            $"mongodb://{database.Login}:{database.Password}@127.0.0.1:{database.Port}/{database.Login}?directConnection=true");
        var documents = await client.GetDatabase(database.Service).GetCollection<BsonDocument>(database.Service)
            .Find(Builders<BsonDocument>.Filter.Exists(Newest))
            .Project(Builders<BsonDocument>.Projection.Include(Newest).Include("state"))
            .ToListAsync(cancellation);
        var newest = documents.Select(document => ReadNewest(database.Service, document)).Where(x => x.Id.CompareTo(since) >= 0);
        return new ServiceRecord([]) { Newest = [.. newest] };
    }

    // A document of payments is the payment of an order, in a collection with the service's name.
    static PublishedEvent ReadNewest(string service, BsonDocument document) => new(
        Guid.Parse(document[Newest]["id"].AsString, CultureInfo.InvariantCulture),
        service,
        document["_id"].AsString,
        $"Payment{document["state"]["status"].AsString}",
        0,
        DateTime.Parse(document[Newest]["at"].AsString, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal));
}

static partial class RecordReaders
{
    static partial void AddMongo(Dictionary<string, RecordReader> readers) => readers.Add(MongoRecords.Kind, MongoRecords.ReadAsync);
}
