using System.Security.Cryptography;

namespace DbPerService.Messaging.PostgreSql;

/// <summary>The dead letter that the next event of its key goes behind.</summary>
sealed record NewestLetter(Guid Id, string Type, byte[] PayloadHash)
{
    public static NewestLetter Of(ConsumedMessage message) => new(message.Id, message.Type, SHA256.HashData(message.Payload));

    public bool HasContentOf(NewestLetter other) => Type == other.Type && PayloadHash.AsSpan().SequenceEqual(other.PayloadHash);
}
