using System.ComponentModel.DataAnnotations;

namespace DbPerService.Payments;

/// <summary>Bound from <c>Payments</c>.</summary>
sealed class PaymentsOptions
{
    /// <summary>How late the test-mode processor answers for the token <c>tok_slow</c>.</summary>
    /// <value>The default is 3 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan SlowAnswerAfter { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>The secret with which Orders seals payment tokens. At least 32 characters.</summary>
    public string PaymentTokenKey { get; set; } = "";

    /// <summary>Further secrets that tokens may be sealed with: the next one and the previous one during a rotation.</summary>
    public IList<string> PaymentTokenKeys { get; } = [];

    /// <summary>How often due late answers are fetched.</summary>
    /// <value>The default is 250 milliseconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan LateAnswerInterval { get; set; } = TimeSpan.FromMilliseconds(250);
}
