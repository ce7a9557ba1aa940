using DbPerService.Messaging;
using DbPerService.Users.Domain;

namespace DbPerService.Users.Data;

enum SaveOutcome
{
    Saved,

    /// <summary>There is a user with this id.</summary>
    IdTaken,

    /// <summary>Another user has this email, in whatever case.</summary>
    EmailTaken,

    /// <summary>The user is no longer as it was loaded.</summary>
    Changed,
}

/// <summary>The users in the service's own database.</summary>
interface IUserStore
{
    Task<User?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>
    /// Users by id, in the order of their UTF-8 bytes: those after <paramref name="after"/>, up to <paramref name="to"/> if there is one.
    /// </summary>
    Task<List<User>> ListAsync(string after, string? to, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Stores a new user, or the change of one that is still as it was loaded, and commits it with its event. With any outcome but
    /// <see cref="SaveOutcome.Saved"/> nothing was stored. A scope's store saves once.
    /// </summary>
    Task<SaveOutcome> SaveAsync(Change<User> change, CancellationToken cancellationToken);
}
