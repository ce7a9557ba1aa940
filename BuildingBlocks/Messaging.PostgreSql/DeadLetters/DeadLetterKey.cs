namespace DbPerService.Messaging.PostgreSql;

/// <summary>The unit of order: a topic and a key.</summary>
readonly record struct DeadLetterKey(string Topic, string Key) : IComparable<DeadLetterKey>
{
    public static DeadLetterKey Of(ConsumedMessage message) => new(message.Topic, message.Key!);

    /// <inheritdoc />
    public int CompareTo(DeadLetterKey other) =>
        string.CompareOrdinal(Topic, other.Topic) is var topics and not 0 ? topics : string.CompareOrdinal(Key, other.Key);
}
