using Confluent.Kafka;

namespace DbPerService.Tests.Scenarios.Poison;

/// <summary>A message that no service can apply.</summary>
/// <param name="Topic">Its topic.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Message">What is written.</param>
/// <param name="Fate">The expected outcome at every subscriber of the topic.</param>
/// <param name="Description">What is wrong with it.</param>
public sealed record PoisonMessage(string Topic, int Partition, Message<byte[], byte[]> Message, Fate Fate, string Description)
{
    /// <summary>Bytes of key, value and headers.</summary>
    public int Size => (Message.Key?.Length ?? 0) + (Message.Value?.Length ?? 0)
        + Message.Headers.Sum(header => header.Key.Length + (header.GetValueBytes()?.Length ?? 0) + 10);
}

/// <summary>The outcome of a message that a subscriber cannot apply.</summary>
public enum Fate
{
    /// <summary>It becomes a dead letter.</summary>
    DeadLetter,

    /// <summary>It is ignored: another type of event, a tombstone, or a repetition.</summary>
    Ignored,

    /// <summary>Either: it can be read in more than one way.</summary>
    Open,
}
