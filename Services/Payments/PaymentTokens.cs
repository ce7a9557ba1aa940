using DbPerService.Contracts;
using Microsoft.Extensions.Options;

namespace DbPerService.Payments;

/// <summary>Opens the payment tokens of orders.</summary>
sealed partial class PaymentTokens(IOptions<PaymentsOptions> options, ILogger<PaymentTokens> logger)
{
    readonly List<TokenKey> _keys = [.. options.Value.PaymentTokenKeys.Prepend(options.Value.PaymentTokenKey).Select(TokenKey.From)];

    /// <returns>The token, unchanged if the event has it in plain text, or null if it cannot be opened.</returns>
    public string? Open(OrderPlaced order)
    {
        if (!SealedToken.IsSealed(order.PaymentToken))
        {
            return order.PaymentToken;
        }

        var token = SealedToken.Open(order.PaymentToken, order.OrderId, _keys);
        if (token is null)
        {
            LogUnreadable(logger, order.OrderId);
        }

        return token;
    }

    [LoggerMessage(
        3, LogLevel.Error, "The payment token of order {Order} was sealed with none of Payments:PaymentTokenKey and :PaymentTokenKeys; declined.")]
    private static partial void LogUnreadable(ILogger logger, Guid order);
}
