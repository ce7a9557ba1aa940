using System.Text;
using Confluent.Kafka;
using DbPerService.Contracts;

namespace DbPerService.Tests.Scenarios.Poison;

/// <summary>Draws poison messages from a seed: the same seed gives the same messages, except for their ids.</summary>
public sealed class PoisonGenerator(int seed)
{
    // The client's default maximum of a whole message.
    const int Largest = 1_000_000 - 1_000;

    readonly Random _random = new(seed);

    public PoisonMessage Next()
    {
        PoisonMessage poison;
        do
        {
            poison = Draw();
        }
        while (poison.Size > Largest);
        return poison;
    }

    PoisonMessage Draw()
    {
        var @event = PoisonEvent.Draw(_random);
        var body = PoisonBody.Draw(_random, @event);
        var key = PoisonKey.Draw(_random, @event, body);
        var headers = new PoisonHeaders(_random, @event).Draw();
        var message = new Message<byte[], byte[]>
        {
            Key = key.Bytes!,
            Value = body.Bytes!,
            Headers = headers.Headers,
            Timestamp = new Timestamp(PoisonTime.DrawMilliseconds(_random), TimestampType.CreateTime),
        };
        var fate = body.Bytes is null ? Fate.Ignored
            : headers.Fate != Fate.DeadLetter ? headers.Fate
            : key.Bytes is [] && body.IsConstant ? Fate.Open
            : body.Fate;
        return new PoisonMessage(
            @event.Topic, _random.Next(SystemMap.Partitions), message, fate,
            $"{@event.Type} with {body.Description}, {key.Description} and {headers.Description}");
    }
}

/// <summary>The event that a poison message claims to be: of its own topic, about something unknown.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Type">Its type name.</param>
/// <param name="Key">Its key.</param>
/// <param name="Json">Its valid form.</param>
/// <param name="CanBeApplied">Whether the valid form would be applied; else it is a dead letter, or has no subscriber.</param>
sealed record PoisonEvent(string Topic, string Type, string Key, string Json, bool CanBeApplied)
{
    static readonly (string Topic, string Type, string Fields, bool CanBeApplied)[] Events =
    [
        (Topics.Orders, "OrderPlaced", OrderFields, true),
        (Topics.Orders, "OrderPlaced", OrderFields, true),
        (Topics.Orders, "OrderConfirmed", "", true),
        (Topics.Orders, "OrderCancelled", ",\"reason\":\"CancelledByUser\"", true),
        (Topics.Payments, "PaymentAuthorized", PaymentFields, false),
        (Topics.Payments, "PaymentDeclined", PaymentFields, false),
        (Topics.Payments, "PaymentCaptured", PaymentFields, false),
        (Topics.Payments, "PaymentVoided", PaymentFields, true),
        (Topics.Inventory, "StockReserved", "", false),
        (Topics.Inventory, "StockRejected", ",\"shortages\":[]", false),
        (Topics.Inventory, "StockCommitted", "", false),
        (Topics.Inventory, "StockReleased", "", true),
        (Topics.Users, "UserRegistered", UserFields, true),
        (Topics.Users, "UserUpdated", UserFields, true),
    ];

    const string OrderFields =
        ",\"userId\":\"u\",\"currency\":\"USD\",\"total\":1,\"paymentToken\":\"tok_visa\",\"lines\":[{\"productId\":\"p\",\"quantity\":1,\"unitPrice\":1}]";

    const string PaymentFields =
        ",\"paymentId\":\"00000000-0000-0000-0000-000000000001\",\"amount\":1,\"currency\":\"USD\",\"reason\":\"any\"";

    const string UserFields = ",\"name\":\"any\",\"version\":1";

    /// <summary>The name of the field that holds the key.</summary>
    public string KeyField => Topic == Topics.Users ? "userId" : "orderId";

    public static PoisonEvent Draw(Random random)
    {
        var (topic, type, fields, canBeApplied) = Events[random.Next(Events.Length)];
        var key = Guid.CreateVersion7().ToString();
        var field = topic == Topics.Users ? "userId" : "orderId";
        return new PoisonEvent(topic, type, key, $$"""{"{{field}}":"{{key}}"{{fields}}}""", canBeApplied);
    }

    /// <summary>A type that a subscriber of the topic does not know.</summary>
    public string DrawForeignType(Random random)
    {
        var others = Events.Where(other => other.Topic != Topic).ToArray();
        return others[random.Next(others.Length)].Type;
    }

    /// <summary>The JSON with further fields.</summary>
    public string JsonWith(string fields) => Json[..^1] + "," + fields + "}";

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}

static class PoisonTime
{
    const long BeyondYear9999 = 253_402_300_800_000;

    // Zero is not among them: the client takes it as "now".
    static readonly long[] Milliseconds = [-1, -62_135_596_800_001, long.MinValue, long.MaxValue, BeyondYear9999, BeyondYear9999 * 2, 1];

    public static long DrawMilliseconds(Random random) => random.Next(4) == 0
        ? Milliseconds[random.Next(Milliseconds.Length)]
        : TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
}
