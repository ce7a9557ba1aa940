using System.Security.Cryptography;
using System.Text;
using MongoDB.Bson;

namespace DbPerService.Messaging.MongoDB;

/// <summary>A stored dead letter, with its announcement as its outbox. The document's id is the event's.</summary>
static class DeadLetterDocument
{
    /// <summary>The hash of topic and key: a key may be as long as a message, an index entry may not. Absent without a key.</summary>
    public const string Of = "of";

    /// <summary>True while it waits, absent afterwards: the indexes contain only documents that have it.</summary>
    public const string Waiting = "waiting";

    public const string Position = "position";
    public const string Topic = "topic";
    public const string Type = "type";
    public const string Payload = "payload";
    public const string PayloadHash = "payloadHash";
    public const string Headers = "headers";
    public const string Reason = "reason";
    public const string Detail = "detail";
    public const string DeadLetteredAt = "deadLetteredAt";
    public const string Redrives = "redrives";
    public const string Repeats = "repeats";
    public const string DiscardedAt = "discardedAt";
    public const string DiscardReason = "discardReason";
    public const string DiscardedBy = "discardedBy";

    /// <summary>The unit of work that is redriving it.</summary>
    public const string TakenBy = "takenBy";

    public const string RedrivenAt = "redrivenAt";

    const string Key = "key";
    const string Partition = "partition";
    const string Offset = "offset";
    const string Source = "source";
    const string Time = "time";
    const string Size = "size";

    public static string HashOf(string topic, string key) => Hash(Encoding.UTF8.GetBytes($"{topic}\0{key}"));

    public static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static BsonDocument Write(PendingDeadLetter letter, OutboxMessage announcement, long position, string at)
    {
        var message = letter.Message;
        var announced = StoredEvent.Write(announcement, at);
        var document = new BsonDocument
        {
            { "_id", message.Id.ToString() }, { Position, position }, { Waiting, true }, { Topic, message.Topic },
            { Key, BsonValue.Create(message.Key) }, { Type, message.Type }, { Source, message.Source },
            { Time, MongoTime.Write(message.Time) }, { Payload, new BsonBinaryData(message.Payload) }, { PayloadHash, letter.PayloadHash },
            { Size, message.Payload.Length }, { Headers, new BsonBinaryData(MessageHeader.Write(message.Headers)) },
            { "traceParent", BsonValue.Create(message.TraceParent) }, { "traceState", BsonValue.Create(message.TraceState) },
            { Reason, letter.Cause.Reason.ToString() }, { Detail, letter.Cause.Detail }, { Partition, message.Partition },
            { Offset, message.Offset }, { DeadLetteredAt, at }, { Redrives, 0 }, { Repeats, letter.Repeats },
            { Names.Outbox, new BsonArray { announced } }, { Names.PendingSince, at }, { Names.Newest, StoredEvent.Mark(announced) },
        };
        document.Add(Of, letter.Of, letter.Of is not null);
        return document;
    }

    public static DeadLetter Read(BsonDocument document) => new(
        Id(document), document[Position].AsInt64, document[Topic].AsString, Text(document, Key), document[Type].AsString,
        document[Source].AsString, MongoTime.Read(document[Time]), document[Size].AsInt32,
        new DeadLetterCause(Enum.Parse<DeadLetterReason>(document[Reason].AsString), document[Detail].AsString),
        document[Partition].AsInt32, document[Offset].AsInt64, MongoTime.Read(document[DeadLetteredAt]), document[Redrives].AsInt32,
        document[Repeats].AsInt32,
        document.TryGetValue(DiscardedAt, out var at)
            ? new DiscardedBy(MongoTime.Read(at), document[DiscardReason].AsString, Text(document, DiscardedBy))
            : null);

    public static ConsumedMessage ReadMessage(BsonDocument document) => new(
        document[Topic].AsString, document[Partition].AsInt32, document[Offset].AsInt64, Text(document, Key), Id(document),
        document[Type].AsString, document[Source].AsString, MongoTime.Read(document[Time]), document[Payload].AsBsonBinaryData.Bytes,
        Text(document, "traceParent"), Text(document, "traceState"))
    {
        Headers = MessageHeader.Read(document[Headers].AsBsonBinaryData.Bytes),
    };

    public static Guid Id(BsonDocument document) => Guid.Parse(document["_id"].AsString);

    static string? Text(BsonDocument document, string name) => document[name] is { IsBsonNull: false } value ? value.AsString : null;
}
