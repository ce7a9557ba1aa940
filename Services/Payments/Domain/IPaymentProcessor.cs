namespace DbPerService.Payments.Domain;

/// <summary>
/// The company that moves the money. Its methods are called inside a transaction and must not wait: a processor that is asked over the
/// network answers <see cref="ProcessorAnswer.Later"/> at once, and is asked with the payment's id as its own idempotency key.
/// </summary>
internal interface IPaymentProcessor
{
    ProcessorAnswer Authorize(Guid paymentId, string token, decimal amount, string currency);

    /// <summary>The answer to an authorisation that was to come later. May be "later" again.</summary>
    ProcessorAnswer Complete(Guid paymentId, string token);
}

internal abstract record ProcessorAnswer
{
    internal sealed record Approved : ProcessorAnswer;

    internal sealed record Declined(string Reason) : ProcessorAnswer;

    internal sealed record Later(TimeSpan After) : ProcessorAnswer;
}
