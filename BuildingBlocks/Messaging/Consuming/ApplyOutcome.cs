namespace DbPerService.Messaging;

/// <summary>How far a batch has come.</summary>
abstract record ApplyOutcome
{
    /// <summary>Every message is applied, or a dead letter.</summary>
    public sealed record Applied : ApplyOutcome;

    /// <summary>The service's database failed in a way that passes: the rest of the batch is to be tried again.</summary>
    public sealed record DatabaseUnavailable(Exception Failure) : ApplyOutcome;
}
