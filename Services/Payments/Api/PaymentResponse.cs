using System.Text.Json.Serialization;
using DbPerService.Payments.Domain;

namespace DbPerService.Payments.Api;

sealed record PaymentResponse(
    Guid OrderId,
    Guid PaymentId,
    PaymentStatus Status,
    decimal Amount,
    string Currency,
    string? Reason,
    IReadOnlyList<PaymentAttempt> Attempts,
    DateTime UpdatedAt)
{
    public static PaymentResponse From(Payment payment) => new(
        payment.OrderId, payment.PaymentId, payment.Status, payment.Amount, payment.Currency, payment.Reason, payment.Attempts,
        payment.UpdatedAt);
}

/// <summary>A page; <see cref="Next"/> is the value of <c>after</c> for the next page, null on the last one.</summary>
sealed record PaymentList(IReadOnlyList<PaymentResponse> Items, Guid? Next);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(PaymentResponse))]
[JsonSerializable(typeof(PaymentList))]
sealed partial class ApiJson : JsonSerializerContext;
