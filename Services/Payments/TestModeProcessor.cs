using DbPerService.Payments.Domain;
using Microsoft.Extensions.Options;

namespace DbPerService.Payments;

/// <summary>Moves no money: the token determines the answer, by the convention of card processors' test modes.</summary>
sealed class TestModeProcessor(IOptions<PaymentsOptions> options) : IPaymentProcessor
{
    static readonly ProcessorAnswer Approved = new ProcessorAnswer.Approved();

    public ProcessorAnswer Authorize(Guid paymentId, string token, decimal amount, string currency) => token switch
    {
        "tok_visa" => Approved,
        "tok_slow" => new ProcessorAnswer.Later(options.Value.SlowAnswerAfter),
        "tok_chargeDeclined" => new ProcessorAnswer.Declined("card_declined"),
        _ => new ProcessorAnswer.Declined("invalid_token"),
    };

    public ProcessorAnswer Complete(Guid paymentId, string token) => Approved;
}
