using DbPerService.Messaging.PostgreSql;
using DbPerService.Orders.Domain;
using DbPerService.PostgreSql;
using Npgsql;
using NpgsqlTypes;
using static DbPerService.PostgreSql.PostgresRows;

namespace DbPerService.Orders.Data;

sealed class UserCopyStore(PostgresUnitOfWork unit, NpgsqlDataSource database) : ICopyStore<UserCopy>
{
    public void Save(IEnumerable<UserCopy> copies)
    {
        var users = copies.Newest(user => user.UserId, user => (user.Version, user.Email is not null));
        unit.Defer(
            CopySql.SaveUsers,
            Column(users, user => user.UserId, NpgsqlDbType.Text), Column(users, user => user.Name, NpgsqlDbType.Text),
            Column(users, user => user.Email, NpgsqlDbType.Text), Column(users, user => user.Version, NpgsqlDbType.Bigint));
    }

    public Task<bool> IsEmptyAsync(CancellationToken cancellationToken) => database.IsEmptyAsync(CopySql.AnyUser, cancellationToken);
}
