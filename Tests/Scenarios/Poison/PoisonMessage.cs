using Confluent.Kafka;

namespace DbPerService.Tests.Scenarios.Poison;

/// <summary>A message that no service can apply.</summary>
/// <param name="Topic">Where it is written to.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Message">What is written.</param>
/// <param name="Fate">What becomes of it at every subscriber of the topic.</param>
/// <param name="Description">What is wrong with it.</param>
public sealed record PoisonMessage(string Topic, int Partition, Message<byte[], byte[]> Message, Fate Fate, string Description)
{
    /// <summary>Bytes of key, value and headers.</summary>
    public int Size => (Message.Key?.Length ?? 0) + (Message.Value?.Length ?? 0)
        + Message.Headers.Sum(header => header.Key.Length + (header.GetValueBytes()?.Length ?? 0) + 10);
}

/// <summary>What a subscriber makes of a message that it cannot apply.</summary>
public enum Fate
{
    /// <summary>It becomes a dead letter.</summary>
    DeadLetter,

    /// <summary>It is none of the subscriber's business: another type of event, the end of a key, one that it has dealt with before.</summary>
    Ignored,

    /// <summary>Either: it can be read in more than one way.</summary>
    Open,
}
