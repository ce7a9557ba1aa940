using System.Text;
using DbPerService.Contracts;

namespace DbPerService.Tests.Scenarios.Poison;

/// <summary>A value that is not the event it claims to be, or one that cannot be applied.</summary>
sealed record PoisonBody(byte[]? Bytes, Fate Fate, string Description)
{
    // A little less than the client's maximum.
    const int Largest = 950_000;

    /// <summary>Whether the value is a valid event.</summary>
    public bool IsProper { get; private init; }

    /// <summary>Whether it may be repeated: a message equal to the last dead letter of its key is counted, not stored.</summary>
    public bool IsConstant => Bytes is null or { Length: < 10 };

    public static PoisonBody Draw(Random random, PoisonEvent @event) => random.Next(19) switch
    {
        0 => new(Random(random, Size(random)), Fate.DeadLetter, "random bytes"),
        1 => new([], Fate.DeadLetter, "an empty value"),
        2 => new(null, Fate.Ignored, "no value"),
        3 => Text(new string('"', Size(random)), "quotes"),
        4 => new(Filled(0xFF, Size(random)), Fate.DeadLetter, "invalid UTF-8"),
        5 => new(Filled(0, Size(random)), Fate.DeadLetter, "zeros"),
        6 => Text(new string('[', Size(random)), "open brackets"),
        7 => Text(Nested(random.Next(100, 50_000), @event), "deep nesting"),
        8 => Text(@event.Json[..random.Next(1, @event.Json.Length)], "half of the event"),
        9 => Text(@event.Json.Replace("\":\"", "\":{}\"", StringComparison.Ordinal), "a broken field"),
        10 => Text("null", "null"),
        11 => Text(random.Next(2) == 0 ? "[]" : "42", "another kind of JSON"),
        12 => Text($$"""{"{{@event.KeyField}}":1e{{random.Next(300, 100_000)}}}""", "a huge number"),
        13 => Text(@event.Json.Replace(@event.Key, @event.Key + "\\u0000", StringComparison.Ordinal), "U+0000 in the key's field"),
        14 => Text(@event.JsonWith($"\"{@event.KeyField}\":\"{Guid.NewGuid()}\""), "the key's field twice"),
        15 => Text("\uFEFF" + @event.Json + "\u0000", "a byte order mark and an end of string"),
        16 => Text($$"""{"{{@event.KeyField}}":"{{new string('x', Size(random))}}"}""", "a long key's field"),
        17 when @event.Topic == Topics.Users => Text(@event.JsonWith("\"name\":\"a\\u0000b\""), "U+0000 in a field"),
        _ => Proper(random, @event),
    };

    static PoisonBody Proper(Random random, PoisonEvent @event) => Text(
        random.Next(2) == 0 ? @event.Json : @event.JsonWith($"\"unknown\":\"{new string('x', Size(random))}\""), "a proper value") with
    {
        IsProper = true,
    };

    static PoisonBody Text(string text, string description) => new(Encoding.UTF8.GetBytes(text), Fate.DeadLetter, description);

    // Unknown fields are skipped, but not to any depth.
    static string Nested(int depth, PoisonEvent @event) =>
        @event.JsonWith($"\"unknown\":{new string('[', depth)}{new string(']', depth)}");

    static byte[] Random(Random random, int size)
    {
        var bytes = new byte[size];
        random.NextBytes(bytes);
        return bytes;
    }

    static byte[] Filled(byte value, int size)
    {
        var bytes = new byte[size];
        Array.Fill(bytes, value);
        return bytes;
    }

    /// <summary>Usually small, sometimes as large as possible.</summary>
    static int Size(Random random) => random.Next(20) switch
    {
        0 => random.Next(200_000, Largest),
        < 5 => random.Next(1_000, 50_000),
        _ => random.Next(1, 1_000),
    };
}
