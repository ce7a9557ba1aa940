using DbPerService.MongoDB;
using DbPerService.Payments.Domain;
using MongoDB.Bson;

namespace DbPerService.Payments.Data.Mongo;

/// <summary>Maps documents to records and back.</summary>
static class PaymentDocument
{
    /// <summary>The path of the due time in a stored document.</summary>
    public const string DueAtPath = "state." + DueAt;

    public const string StatusPath = "state." + Status;
    public const string UpdatedAtPath = "state." + UpdatedAt;

    const string DueAt = "dueAt";
    const string Status = "status";
    const string UpdatedAt = "updatedAt";

    public static BsonDocument Write(Payment payment)
    {
        var document = new BsonDocument
        {
            { "orderId", payment.OrderId.ToString() },
            { "paymentId", payment.PaymentId.ToString() },
            { Status, payment.Status.ToString() },
            { "amount", new BsonDecimal128(payment.Amount) },
            { "currency", payment.Currency },
            { "attempts", new BsonArray(payment.Attempts.Select(Write)) },
            { "createdAt", MongoTime.Write(payment.CreatedAt) },
            { UpdatedAt, MongoTime.Write(payment.UpdatedAt) },
        };
        document.Add("reason", payment.Reason, payment.Reason is not null);
        document.Add("token", payment.Token, payment.Token is not null);
        document.Add("traceParent", payment.TraceParent, payment.TraceParent is not null);
        if (payment.DueAt is { } due)
        {
            document.Add(DueAt, MongoTime.Write(due));
        }

        return document;
    }

    /// <summary>Reads a stored document, whose state is the payment.</summary>
    public static Payment ReadStored(BsonDocument document) => Read(document["state"].AsBsonDocument);

    public static Payment Read(BsonDocument document) => new(
        Guid.Parse(document["orderId"].AsString), Guid.Parse(document["paymentId"].AsString), document["amount"].AsDecimal,
        document["currency"].AsString, Time(document["createdAt"]))
    {
        Status = Enum.Parse<PaymentStatus>(document[Status].AsString),
        Reason = Text(document, "reason"),
        Token = Text(document, "token"),
        TraceParent = Text(document, "traceParent"),
        DueAt = document.TryGetValue(DueAt, out var due) ? Time(due) : null,
        Attempts = [.. document["attempts"].AsBsonArray.Select(attempt => ReadAttempt(attempt.AsBsonDocument))],
        UpdatedAt = Time(document[UpdatedAt]),
    };

    static BsonDocument Write(PaymentAttempt attempt) => new()
    {
        { "operation", attempt.Operation.ToString() }, { "outcome", attempt.Outcome.ToString() }, { "at", MongoTime.Write(attempt.At) },
    };

    static PaymentAttempt ReadAttempt(BsonDocument attempt) => new(
        Enum.Parse<PaymentOperation>(attempt["operation"].AsString), Enum.Parse<PaymentStatus>(attempt["outcome"].AsString),
        Time(attempt["at"]));

    static DateTime Time(BsonValue value) => MongoTime.Read(value).UtcDateTime;

    static string? Text(BsonDocument document, string name) => document.TryGetValue(name, out var value) ? value.AsString : null;
}
