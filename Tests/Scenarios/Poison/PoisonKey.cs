namespace DbPerService.Tests.Scenarios.Poison;

/// <summary>A key that may not be the event's. If the value is a valid event that could be applied, it is not.</summary>
sealed record PoisonKey(byte[]? Bytes, string Description)
{
    public static PoisonKey Draw(Random random, PoisonEvent @event, PoisonBody body) =>
        body.IsProper && @event.CanBeApplied ? Draw(random, @event, random.Next(5)) : Draw(random, @event, random.Next(12));

    static PoisonKey Draw(Random random, PoisonEvent @event, int kind) => kind switch
    {
        0 => new([], "an empty key"),
        1 => new(PoisonEvent.Bytes(Guid.NewGuid().ToString()), "another key"),
        2 => new(PoisonEvent.Bytes(new string('k', random.Next(2_700, 8_000))), "a long key"),
        3 => new([0xC3, 0x28, 0, 0xFF, .. Guid.NewGuid().ToByteArray()], "a binary key"),
        4 => new(PoisonEvent.Bytes($"a/b?c=%2F&{Guid.NewGuid()}#\u0000"), "a key that no address can hold as it is"),
        // A subscriber may use the event's subject instead.
        5 => new(null, "no key"),
        _ => new(PoisonEvent.Bytes(@event.Key), "the proper key"),
    };
}
