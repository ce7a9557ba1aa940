namespace DbPerService.Sessions.Domain;

enum SessionRole
{
    /// <summary>A user or a guest.</summary>
    User,
    Operator,
}

/// <summary>A session of a user or a guest.</summary>
/// <param name="Id">Its id, which is no secret.</param>
/// <param name="UserId">The user who has signed in, or the id made up for a guest.</param>
/// <param name="Role">What the user may do.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="ExpiresAt">When it ends unless it is used before.</param>
/// <param name="Basket">Its basket.</param>
/// <param name="Checkout">What has become of its baskets.</param>
sealed record Session(
    Guid Id, string UserId, SessionRole Role, DateTime CreatedAt, DateTime ExpiresAt, Basket Basket, Checkout Checkout)
{
    /// <summary>What a checkout of a version of the basket means at this moment.</summary>
    public CheckoutStep CheckOut(long version) => Checkout switch
    {
        { OrderId: { } orderId } when version == Checkout.OrderedVersion => new CheckoutStep.Ordered(orderId),
        _ when version != Basket.Version => new CheckoutStep.Changed(),
        { OrderId: { } orderId } when Basket.IsEmpty => new CheckoutStep.Ordered(orderId),
        _ when Basket.IsEmpty => new CheckoutStep.Empty(),
        { Key: { } key, IsFrozen: true } => new CheckoutStep.Place(key),
        _ => new CheckoutStep.Freeze(),
    };
}

/// <summary>The state of a session's checkout.</summary>
/// <param name="Key">
/// The Idempotency-Key of the session's next order; null until the first checkout after an order. It outlives a refusal and a change of the
/// basket: Orders places at most one order per key, so requests of which nobody knows what has become of them never add up to two.
/// </param>
/// <param name="IsFrozen">Whether the basket must not be changed, since an order of it may have been placed.</param>
/// <param name="OrderId">The session's last order.</param>
/// <param name="OrderedVersion">The version of the basket that it was placed for; null if the basket had changed meanwhile.</param>
sealed record Checkout(Guid? Key, bool IsFrozen, Guid? OrderId, long? OrderedVersion);

/// <summary>The next step of a checkout.</summary>
abstract record CheckoutStep
{
    /// <summary>The basket has to be frozen before it is ordered.</summary>
    public sealed record Freeze : CheckoutStep;

    /// <summary>The basket is frozen and can be ordered under the key, for the first time or once more.</summary>
    public sealed record Place(Guid Key) : CheckoutStep;

    /// <summary>It was ordered before.</summary>
    public sealed record Ordered(Guid OrderId) : CheckoutStep;

    /// <summary>There is nothing to order.</summary>
    public sealed record Empty : CheckoutStep;

    /// <summary>The basket has another version.</summary>
    public sealed record Changed : CheckoutStep;
}
