namespace DbPerService.Consistency;

/// <summary>What a service holds for something that another one owns, such as a reservation for an order.</summary>
public interface IHolds
{
    /// <summary>What open holds from before a time are for, in a fixed order.</summary>
    /// <param name="before">Only holds that have not changed since.</param>
    /// <param name="after">Only those after this one in the order; the empty id is before all.</param>
    /// <param name="limit">The most.</param>
    /// <param name="cancellationToken">Stops waiting for the database.</param>
    Task<IReadOnlyList<Guid>> ListAsync(DateTime before, Guid after, int limit, CancellationToken cancellationToken);

    /// <summary>Releases a hold as if what it is for was cancelled, and commits. Each is released with a scope of its own.</summary>
    /// <returns>False if it is no longer open.</returns>
    Task<bool> ReleaseAsync(Guid id, CancellationToken cancellationToken);
}

/// <summary>Asks which of these are still worth a hold.</summary>
/// <param name="Ids">At most 500.</param>
public sealed record HoldQuestion(IReadOnlyList<Guid> Ids);

/// <summary>What is known of them.</summary>
/// <param name="Asked">How many were asked for.</param>
/// <param name="Items">Those that are known.</param>
public sealed record HoldAnswer(int Asked, IReadOnlyList<HeldItem> Items);

/// <summary>Something that holds are for.</summary>
/// <param name="Id">Its id.</param>
/// <param name="IsOver">Whether it was cancelled and finished, so that nothing may be held for it.</param>
public sealed record HeldItem(Guid Id, bool IsOver);
