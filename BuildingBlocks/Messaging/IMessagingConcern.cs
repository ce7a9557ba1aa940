namespace DbPerService.Messaging;

/// <summary>Something of messaging that an operator should know of. Registered implementations show in the health check.</summary>
public interface IMessagingConcern
{
    /// <summary>A sentence for each thing that is not as it should be, in words of our own; never an exception's text.</summary>
    IEnumerable<string> Current { get; }
}
