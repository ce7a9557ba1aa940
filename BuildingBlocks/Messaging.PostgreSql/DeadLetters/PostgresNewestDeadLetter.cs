using System.Security.Cryptography;

namespace DbPerService.Messaging.PostgreSql;

/// <summary>The dead letter ahead of the next event of its key.</summary>
sealed record PostgresNewestDeadLetter(Guid Id, string Type, byte[] PayloadHash)
{
    public static PostgresNewestDeadLetter Of(ConsumedMessage message) => new(message.Id, message.Type, SHA256.HashData(message.Payload));

    public bool HasContentOf(PostgresNewestDeadLetter other) => Type == other.Type && PayloadHash.AsSpan().SequenceEqual(other.PayloadHash);
}
