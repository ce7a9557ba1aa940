using MongoDB.Bson;
using MongoDB.Driver;
using Doc = DbPerService.Messaging.MongoDB.DeadLetterDocument;

namespace DbPerService.Messaging.MongoDB;

/// <summary>
/// Migrates the dead letters of earlier versions, which are in a collection <c>parked</c> and have no position: in the order of their
/// times, with pending announcements. May run repeatedly and on several instances.
/// </summary>
static class MongoDeadLetterUpgrade
{
    const string Former = "parked";
    const string FormerTime = "parkedAt";
    const string BehindAnother = "An earlier event of this key is parked.";

    public static async Task TakeOverAsync(MongoConnection connection, CancellationToken cancellationToken)
    {
        var former = connection[Former];
        var documents = await former.Find(Builders<BsonDocument>.Filter.Empty)
            .Sort(Builders<BsonDocument>.Sort.Ascending(FormerTime).Ascending("offset")).ToListAsync(cancellationToken);
        if (documents.Count == 0)
        {
            return;
        }

        var letters = new DeadLetterCollection(connection);
        var position = await letters.TakePositionsAsync(documents.Count, cancellationToken);
        foreach (var document in documents)
        {
            await letters.InsertAsync([Converted(document, position++)], cancellationToken);
            await former.DeleteOneAsync(Builders<BsonDocument>.Filter.Eq("_id", document["_id"]), cancellationToken);
        }
    }

    static BsonDocument Converted(BsonDocument former, long position)
    {
        var letter = (BsonDocument)former.DeepClone();
        var (reason, payload) = (letter[Doc.Reason].AsString, letter[Doc.Payload].AsBsonBinaryData.Bytes);
        letter.Remove(FormerTime);
        letter[Doc.Of] = Doc.HashOf(letter[Doc.Topic].AsString, letter["key"].AsString);
        letter[Doc.Position] = position;
        letter[Doc.PayloadHash] = Doc.Hash(payload);
        letter["size"] = payload.Length;
        letter[Doc.Headers] = new BsonBinaryData(MessageHeader.Write([]));
        letter[Doc.Reason] = (reason == BehindAnother ? DeadLetterReason.BehindAnother : DeadLetterReason.Failed).ToString();
        letter[Doc.Detail] = new DeadLetterCause(DeadLetterReason.Failed, reason).Detail;
        letter[Doc.DeadLetteredAt] = former[FormerTime];
        letter[Doc.Redrives] = letter[Doc.Repeats] = 0;
        return letter;
    }
}
