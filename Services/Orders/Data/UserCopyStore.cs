using DbPerService.Messaging.PostgreSql;
using static DbPerService.PostgreSql.PostgresTransaction;

namespace DbPerService.Orders.Data;

sealed record UserCopy(string UserId, string Name, long Version);

/// <summary>The copies of users. A version that is not newer than the copy's changes nothing, so events may be late or repeated.</summary>
sealed class UserCopyStore(PostgresUnitOfWork unit)
{
    public void Save(IEnumerable<UserCopy> users)
    {
        // One row per user: a statement must not change the same row twice.
        UserCopy[] newest = [.. users.GroupBy(user => user.UserId).Select(versions => versions.MaxBy(user => user.Version)!)];
        unit.Defer(
            OrderSql.UpsertUsers, Parameter(Array.ConvertAll(newest, user => user.UserId)),
            Parameter(Array.ConvertAll(newest, user => user.Name)), Parameter(Array.ConvertAll(newest, user => user.Version)));
    }
}
