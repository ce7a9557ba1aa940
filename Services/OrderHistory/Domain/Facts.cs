namespace DbPerService.OrderHistory.Domain;

/// <summary>What one event says of an order. An owner may publish an event again, later: the earliest one counts.</summary>
/// <param name="At">When the owner committed it.</param>
abstract record Fact(DateTime At)
{
    /// <summary>Decides between two facts of the same time, so that the order of their arrival does not.</summary>
    protected virtual string Content => "";

    /// <summary>The one that counts: <paramref name="known"/> itself if the other adds nothing.</summary>
    public static T? First<T>(T? known, T? other) where T : Fact =>
        known is null ? other : other is null || Compare(known, other) <= 0 ? known : other;

    static int Compare(Fact one, Fact other) =>
        one.At != other.At ? one.At.CompareTo(other.At) : string.CompareOrdinal(one.Content, other.Content);
}

/// <summary>A line as it was ordered; the price is the one that was paid.</summary>
sealed record PlacedLine(string ProductId, int Quantity, decimal UnitPrice);

sealed record Placement(DateTime At, string UserId, string Currency, decimal Total, IReadOnlyList<PlacedLine> Lines) : Fact(At)
{
    protected override string Content => $"{UserId}\n{Currency}\n{Total}\n{string.Join('\n', Lines)}";
}

sealed record Confirmation(DateTime At) : Fact(At);

sealed record Cancellation(DateTime At, string Reason) : Fact(At)
{
    protected override string Content => Reason;
}

sealed record Authorization(DateTime At, Guid PaymentId, decimal Amount, string Currency) : Fact(At)
{
    protected override string Content => $"{PaymentId}\n{Amount}\n{Currency}";
}

sealed record Refusal(DateTime At, Guid PaymentId, string Reason) : Fact(At)
{
    protected override string Content => $"{PaymentId}\n{Reason}";
}

sealed record Capture(DateTime At, Guid PaymentId, decimal Amount, string Currency) : Fact(At)
{
    protected override string Content => $"{PaymentId}\n{Amount}\n{Currency}";
}

sealed record Voiding(DateTime At, Guid PaymentId) : Fact(At)
{
    protected override string Content => $"{PaymentId}";
}

sealed record ShortLine(string ProductId, int Requested, int Available);

sealed record Rejection(DateTime At, IReadOnlyList<ShortLine> Shortages) : Fact(At)
{
    protected override string Content => string.Join('\n', Shortages);
}

/// <summary>The stock was reserved, committed or released.</summary>
sealed record StockChange(DateTime At) : Fact(At);
