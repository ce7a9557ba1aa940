namespace DbPerService.Payments.Domain;

/// <summary>
/// The company that moves the money. Its methods are called inside a transaction that may be rolled back, and are then called again with
/// the same payment id. An implementation passes that id on as the request's idempotency key, so that however often a payment is
/// attempted, it is authorized once. The id is derived from the order id and known before anything is stored, so a payment that was
/// authorized and whose record was lost is found, voided or authorized again under the same id.
/// </summary>
/// <remarks>
/// The methods must not wait: a processor that is called over the network answers <see cref="ProcessorAnswer.Later"/> immediately and
/// makes its request when it is asked to complete the payment, which is after the payment has been stored.
/// </remarks>
interface IPaymentProcessor
{
    /// <summary>Requests an authorization. Repeated with the same payment id, it returns the same answer without further effect.</summary>
    ProcessorAnswer Authorize(Guid paymentId, string token, decimal amount, string currency);

    /// <summary>The late answer to an authorization. May be "later" again.</summary>
    /// <exception cref="Exception">The answer is not available: it is fetched later, with back-off, without affecting others.</exception>
    ProcessorAnswer Complete(Guid paymentId, string token);
}

abstract record ProcessorAnswer
{
    internal sealed record Approved : ProcessorAnswer;

    internal sealed record Declined(string Reason) : ProcessorAnswer;

    internal sealed record Later(TimeSpan After) : ProcessorAnswer;
}
