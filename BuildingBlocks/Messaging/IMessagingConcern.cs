namespace DbPerService.Messaging;

/// <summary>A condition of messaging that operators should know about. Registered implementations are part of the health check.</summary>
public interface IMessagingConcern
{
    /// <summary>One sentence per problem; never an exception's text.</summary>
    IEnumerable<string> Current { get; }
}
