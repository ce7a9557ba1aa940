namespace DbPerService.Orders.Domain;

enum OrderStatus
{
    Placed,
    Confirmed,
    Cancelled,
}

enum CancelReason
{
    PaymentDeclined,
    StockRejected,

    /// <summary>A participant that could have replied was silent for too long.</summary>
    ParticipantTimeout,
    CancelledByUser,

    /// <summary>The order waited for the longest time allowed, for whatever reason.</summary>
    PendingTooLong,
}
