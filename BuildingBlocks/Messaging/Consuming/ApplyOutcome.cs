namespace DbPerService.Messaging;

/// <summary>The progress of a batch.</summary>
abstract record ApplyOutcome
{
    /// <summary>Every message is applied or a dead letter.</summary>
    public sealed record Applied : ApplyOutcome;

    /// <summary>The service's database failed transiently: the rest of the batch has to be retried.</summary>
    public sealed record DatabaseUnavailable(Exception Failure) : ApplyOutcome;
}
