namespace DbPerService.Payments.Domain;

/// <summary>
/// The company that moves the money. Its methods are called inside a transaction that may be rolled back, and are then called again with
/// the same payment id: an implementation passes that id to the company as the idempotency key of the request, so that however often a
/// payment is attempted it is authorised once. The id is made from the order's id and known before anything is stored, so a payment that
/// was authorised and whose record was lost is found, voided or authorised again under the same id.
/// </summary>
/// <remarks>
/// The methods must not wait: a processor that is asked over the network answers <see cref="ProcessorAnswer.Later"/> at once and makes
/// its request when it is asked to complete the payment, which is after the payment has been stored.
/// </remarks>
internal interface IPaymentProcessor
{
    /// <summary>Asks for an authorisation. The same payment id asked again gives the same answer and has no further effect.</summary>
    ProcessorAnswer Authorize(Guid paymentId, string token, decimal amount, string currency);

    /// <summary>The answer to an authorisation that was to come later. May be "later" again.</summary>
    /// <exception cref="Exception">The answer cannot be had now: it is fetched again later, with back-off; other payments are not affected.</exception>
    ProcessorAnswer Complete(Guid paymentId, string token);
}

internal abstract record ProcessorAnswer
{
    internal sealed record Approved : ProcessorAnswer;

    internal sealed record Declined(string Reason) : ProcessorAnswer;

    internal sealed record Later(TimeSpan After) : ProcessorAnswer;
}
