using DbPerService.Consistency;

namespace DbPerService.Users.Data;

/// <summary>The users as other services copy them: the fields of UserRegistered and UserUpdated.</summary>
sealed class UserCopySource(IUserStore store) : ICopySource
{
    public async Task<IReadOnlyList<CopyItem>> ReadAsync(KeyRange range, int limit, CancellationToken cancellationToken) =>
        (await store.ListAsync(range.After, range.To, limit, cancellationToken))
            .ConvertAll(user => CopyItem.Of(user.Id, user.Version, ("name", user.Name), ("email", user.Email)));
}
