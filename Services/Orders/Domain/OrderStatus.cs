namespace DbPerService.Orders.Domain;

internal enum OrderStatus
{
    Placed,
    Confirmed,
    Cancelled,
}

internal enum CancelReason
{
    PaymentDeclined,
    StockRejected,
    ParticipantTimeout,
    CancelledByUser,
}
